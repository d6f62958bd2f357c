import type { Project } from '../../project/project.ts';
import { builderSuffix, templateVariables } from '../../syntax/balena/template.ts';
import { basename, dirname } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const templateInPlainDockerfile = rule({
  id: 'balena/template-in-plain-dockerfile',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A Dockerfile uses template variables although its name does not make it a template',
  why: 'balena fills in `%%…%%` in `Dockerfile.template` and in files named after an architecture or a device type. In any other file the text stays as it is, and becomes part of an image name, a URL or a path.',
  bad: [
    { Dockerfile: 'FROM balenalib/%%BALENA_MACHINE_NAME%%-debian:bookworm\n' },
    { 'balena.yml': 'type: sw.application\n', Dockerfile: 'FROM debian:13\nRUN fetch tool-%%BALENA_ARCH%%\n' },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build:\n      context: .\n      dockerfile: Dockerfile.prod\n    labels:\n      io.balena.features.dbus: '1'\n",
      'Dockerfile.prod': 'FROM debian:13\nRUN fetch tool-%%BALENA_ARCH%%\n',
    },
  ],
  good: [
    { 'Dockerfile.template': 'FROM balenalib/%%BALENA_MACHINE_NAME%%-debian:bookworm\n' },
    { 'Dockerfile.aarch64': 'FROM debian:13\nRUN fetch tool-%%BALENA_ARCH%%\n' },
    { 'balena.yml': 'type: sw.application\n', Dockerfile: 'FROM debian:13\nRUN sed -i s/%%HOST%%/x/ /etc/app.conf\n' },
    { 'balena.yml': 'type: sw.application\n', Dockerfile: '# Not a template: %%BALENA_ARCH%%\nFROM debian:13\n' },
  ],
  references: ['https://docs.balena.io/learn/develop/dockerfile/'],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    if (file.templateVariables.length === 0 || builderSuffix(path) !== undefined) return findings;
    const variable = file.templateVariables.find(it => names.has(it.name.value));
    const name = basename(path);
    if (!variable || (name !== 'Dockerfile' && project.servicesBuiltFrom(path).length === 0)) return findings;
    findings.push({
      at: variable.span,
      message: `balena fills in variables only in templates, so "${name}" is built with %%${variable.name.value}%% as it stands; call the file ${name}.template`,
      fixes: renamed(path, project),
    });
    return findings;
  },
});

const names: ReadonlySet<string> = new Set(templateVariables.map(it => it.name));

/** balena's builders take `X.template` before `X`, also where a service names `X`. */
function renamed(path: string, project: Project): readonly Fix[] {
  const to = `${path}.template`;
  const context = project.contextOf(path);
  const entries = context.folder === dirname(path) ? context.entries : project.entriesIn(context, dirname(path));
  if (entries?.some(it => it.name === basename(to))) return [];
  return [{ title: `Rename to ${basename(to)}`, safety: 'suggestion', edits: [], movesTo: to }];
}
