import type { Project } from '../../project/project.ts';
import { builderSuffix, templateVariables } from '../../syntax/balena/template.ts';
import type { Dockerfile, TemplateVariable } from '../../syntax/dockerfile/dockerfile.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const unknownTemplateVariable = rule({
  id: 'balena/unknown-template-variable',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A template uses a variable that balena does not fill in',
  why: 'balena’s builders know seven variables and stop at the first other one, before anything is built. Only comments that begin in the first column are left out.',
  bad: [
    { 'Dockerfile.template': 'FROM debian:13\nRUN echo %%BALENA_ARHC%%\n' },
    { 'Dockerfile.template': 'FROM debian:13\nRUN echo %%RESIN_APP_NAME%%\n' },
    { 'Dockerfile.aarch64': 'FROM debian:13\nRUN echo %%BALENA_ARCH%% && \\\n  # for %%DEVICE%%\n  true\n' },
  ],
  good: [
    { 'Dockerfile.template': 'FROM debian:13\nRUN echo %%BALENA_MACHINE_NAME%% %%RESIN_ARCH%%\n' },
    { 'Dockerfile.template': '# Not %%FILLED_IN%%\nFROM debian:13\nRUN echo %%BALENA_ARCH%% %%A1%% %%lower%%\n' },
    { 'balena.yml': 'type: sw.application\n', Dockerfile: 'FROM debian:13\nRUN echo %%SOMETHING%%\n' },
  ],
  references: ['https://docs.balena.io/learn/develop/dockerfile/'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { templateVariables: used } = dockerfile.file;
    if (used.length === 0 || builderSuffix(dockerfile.path) === undefined) return findings;
    const unknown = used.filter(it => !names.has(it.name.value));
    if (unknown.length === 0 || !isForBalena(dockerfile, project, unknown)) return findings;
    for (const { span: at, name } of unknown) {
      const meant = meantBy(name.value);
      findings.push({
        at,
        message: `balena fills in no ${name.value}, so the build stops here${isInComment(dockerfile.file, at.start) ? ', even in a comment that is indented' : ''}${meant === undefined ? '; use one of its variables or a build argument' : `; did you mean ${meant}?`}`,
        ...(meant === undefined
          ? {}
          : {
              fixes: [{ title: `Change to "%%${meant}%%"`, safety: 'suggestion', edits: [replace(name.span, meant)] }],
            }),
      });
    }
    return findings;
  },
});

const names: ReadonlySet<string> = new Set(templateVariables.map(it => it.name));

function meantBy(name: string): string | undefined {
  const current = name.replace(/^RESIN_/, 'BALENA_');
  return names.has(current) ? current : closest(current, templateVariables, it => it.name)?.name;
}

/** Other programs call their templates so, too, and put their own variables between percent signs. */
function isForBalena(
  { path, file }: InProject<Dockerfile>,
  project: Project,
  unknown: readonly TemplateVariable[],
): boolean {
  return (
    project.dialectEvidence?.path !== path ||
    unknown.length < file.templateVariables.length ||
    unknown.some(it => /^(?:BALENA|RESIN)_/.test(it.name.value) || meantBy(it.name.value) !== undefined) ||
    builderSuffix(path) !== 'template'
  );
}

function isInComment({ comments }: Dockerfile, at: number): boolean {
  return comments.some(({ span }) => span.start <= at && at < span.end);
}
