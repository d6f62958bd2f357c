/** The build of a service finds no Dockerfile, or not even its context. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { type Definition, type ModelService, modelOf } from '../../project/compose-model.ts';
import type { MissingDockerfile, Project, ProjectComposeFile } from '../../project/project.ts';
import type { Build, TextValue } from '../../syntax/compose/compose-file.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry, replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { scalarText } from '../../syntax/yaml/yaml-writing.ts';
import { closest } from '../../text/closest.ts';
import { insert, replace } from '../../text/edit.ts';
import { basename, dirname, isWithin, relative } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const missingDockerfile = rule({
  id: 'project/missing-dockerfile',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'The build of a service finds no Dockerfile',
  why: 'The builder looks for the file that `build.dockerfile` names, else for “Dockerfile”, in the build context; a path is seen from there, not from the Compose file. Without it nothing of the service can be built.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: ./web\n      dockerfile: Dockerfile.prd\n',
      'web/Dockerfile.prod': 'FROM node:24-slim\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    build: ./web\n' },
    { 'compose.yaml': 'services:\n  web:\n    build: ./web\n', 'web/main.js': '' },
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n",
      'balena.yml': 'type: sw.application\n',
      'web/Dockerfile.arm64': 'FROM debian:13-slim\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: FROM node:24-slim\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    build: https://github.com/example/web.git#main\n' },
    { 'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      dockerfile: ${FILE:-Dockerfile.dev}\n' },
    { 'compose.yaml': 'services:\n  web:\n    build: ../web\n' },
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n",
      'balena.yml': 'type: sw.application\n',
      'web/Dockerfile.template': 'FROM debian:13-slim\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/build/#dockerfile',
    'https://docs.balena.io/learn/develop/dockerfile/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.services.some(it => it.build || it.extends)) return findings;
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of modelOf(compose, project).judged) {
      if (!definition.service.build) continue;
      const own = project.serviceOf(definition.through ?? definition.service);
      const missing = own && project.dockerfileOf(own);
      if (missing?.kind !== 'missing' || missing.because === 'not-knowable') continue;
      const asked = askedBy(whole);
      if (!asked || asked.strongest.service !== definition.service) continue;
      // A file that is not read together with this one may have the last word in what the project knows.
      const last = own?.definitions.findLast(it => it.service.build)?.service;
      if (!definition.through && last !== definition.service) continue;
      if (isForOthers(missing, asked, project) || isGenerated(missing)) continue;
      const at = inheritedAt ?? placeOf(missing, asked).span;
      if (seen.has(at.start)) continue;
      seen.add(at.start);
      findings.push({
        at,
        message: messageFor(whole.name, missing, project),
        fixes: () => fixesFor(compose, missing, asked, inheritedAt === undefined),
      });
    }
    return findings;
  },
});

/** What the definitions of a service say of its build. */
interface Asked {
  /** The definition whose mistake it is: the strongest that names the Dockerfile or, else, builds at all. */
  readonly strongest: Definition;
  readonly build: Build;
  readonly context: TextValue | undefined;
  readonly dockerfile: TextValue | undefined;
  readonly target: TextValue | undefined;
}

/** Undefined where nothing is built, where the Dockerfile stands in the Compose file, or a place is not written out. */
function askedBy(whole: ModelService): Asked | undefined {
  // A stronger definition may take the build back.
  if (!whole.isComplete || !whole.key('build')) return undefined;
  const { definitions } = whole;
  const building = definitions.filter(it => it.service.build);
  const strongest = building[0];
  const build = strongest?.service.build;
  if (!strongest || !build) return undefined;
  const first = (key: 'context' | 'dockerfile' | 'dockerfileInline' | 'target'): TextValue | undefined =>
    building.find(it => it.service.build?.[key])?.service.build?.[key];
  const [context, dockerfile] = [first('context'), first('dockerfile')];
  if (first('dockerfileInline') || [context, dockerfile].some(it => it && !isPlainPath(it))) return undefined;
  return { strongest, build, context, dockerfile, target: first('target') };
}

/** Not of a variable, a home folder, or another system. */
function isPlainPath({ isLiteral, value }: TextValue): boolean {
  return isLiteral && !value.startsWith('~') && !value.includes('\\');
}

/** balena says elsewhere that it cannot build from outside of the project; of package.json its builder makes a Dockerfile. */
function isForOthers(
  { context, near }: MissingDockerfile,
  { strongest, dockerfile }: Asked,
  project: Project,
): boolean {
  if (project.dialect !== 'balena') return false;
  const compose = project.composeFiles.find(it => it.path === strongest.compose.path);
  if (compose && balenaReaders(compose, project) && !isWithin(project.root, context)) return true;
  return !dockerfile && near.some(path => basename(path) === 'package.json');
}

/** A template beside it tells that a program writes it before the build: `Dockerfile.j2`. */
function isGenerated({ wanted, near }: MissingDockerfile): boolean {
  return near.some(path => path.startsWith(`${wanted}.`) && templateEndings.has(path.slice(wanted.length + 1)));
}

const templateEndings = new Set('j2 jinja jinja2 tmpl tpl template gotmpl in m4 erb ejs mustache hbs'.split(' '));

function placeOf(
  { because }: MissingDockerfile,
  { build, context, dockerfile }: Asked,
): { readonly span: Finding['at'] } {
  const own = (value: TextValue | undefined, mine: TextValue | undefined) => (value === mine ? value : undefined);
  const named = because === 'no-file' ? (own(dockerfile, build.dockerfile) ?? own(context, build.context)) : undefined;
  return named ?? own(context, build.context) ?? build.entry.key;
}

function messageFor(service: string, missing: MissingDockerfile, project: Project): string {
  const { because, context, wanted, looked } = missing;
  const shown = (path: string): string => relative(project.root, path);
  const end = `so service "${service}" cannot be built`;
  switch (because) {
    case 'no-context':
      return `There is no folder ${shown(context)}, ${end}; correct the path of the build context`;
    case 'context-is-file':
      return `${shown(context)} is a file, but the build context is a folder, ${end}; name its folder, and the file under "dockerfile"`;
    case 'no-file':
    case 'not-knowable': {
      const where = context === project.root ? 'the project’s folder' : shown(context);
      const template = looked.find(path => path === `${wanted}.template`);
      const names = template ? `${basename(wanted)} or ${basename(template)}` : relative(context, wanted);
      return `There is no ${names} in ${where}, ${end}; correct the name, which is seen from the build context, or create the file`;
    }
  }
}

function fixesFor(
  compose: ProjectComposeFile,
  missing: MissingDockerfile,
  asked: Asked,
  isOwn: boolean,
): readonly Fix[] {
  const { wanted, context, because } = missing;
  const fixes: Fix[] = [];
  const meant = isOwn ? nearestOf(missing) : undefined;
  const name = meant && relative(context, meant);
  const edits = name && because === 'no-file' ? renamed(compose, asked, name) : undefined;
  if (name && edits) fixes.push({ title: `Build from ${name}`, safety: 'suggestion', edits });
  const target = asked.target?.isLiteral ? asked.target.value : '';
  // A name that no stage can have is told by another rule as soon as there is a Dockerfile.
  const stage = /^[A-Za-z][\w.-]*$/.test(target) ? ` AS ${target.toLowerCase()}` : '';
  if (because === 'no-file' && isWithin(context, wanted) && (stage !== '' || !asked.target?.value)) {
    fixes.push({
      title: `Create ${relative(context, wanted)}`,
      safety: 'suggestion',
      edits: [{ ...insert(0, `FROM alpine:3.22${stage}\n`), path: wanted }],
      creates: [wanted],
    });
  }
  return fixes;
}

/** The file at the same path seen from the Compose file, one of nearly the same name, or the only Dockerfile there. */
function nearestOf({ wanted, near }: MissingDockerfile): string | undefined {
  const folder = dirname(wanted);
  const [first] = near;
  if (first !== undefined && dirname(first) !== folder && basename(first) === basename(wanted)) return first;
  const beside = near.filter(path => dirname(path) === folder);
  const meant = closest(basename(wanted), beside, basename);
  if (meant !== undefined) return meant;
  const dockerfiles = beside.filter(path => isDockerfileName(basename(path)));
  return dockerfiles.length === 1 ? dockerfiles[0] : undefined;
}

function isDockerfileName(name: string): boolean {
  return (
    /^(?:dockerfile|containerfile)(?:[._-][\w.-]{0,60})?$|\.(?:dockerfile|containerfile)$/i.test(name) &&
    !/\.dockerignore$/i.test(name)
  );
}

function renamed(
  { file: { yaml } }: ProjectComposeFile,
  { build, context, dockerfile }: Asked,
  name: string,
): Fix['edits'] | undefined {
  const text = scalarText(name);
  if (dockerfile) {
    if (dockerfile !== build.dockerfile || isShared(yaml, dockerfile.node)) return undefined;
    // Between the quotes that are there.
    const { node, value } = dockerfile;
    if (/^[\w./-]+$/.test(name) && text === name)
      return [replace(spanInScalar(yaml.text, node, 0, value.length), name)];
    return replaceValue(yaml, node, text);
  }
  if (!context || context !== build.context || isShared(yaml, context.node)) return undefined;
  if (!build.mapping) {
    const written = yaml.text.slice(context.span.start, context.span.end);
    return written.includes('\n')
      ? undefined
      : replaceValue(yaml, build.entry.value, { context: written, dockerfile: text });
  }
  return addEntry(yaml, build.mapping, { key: 'dockerfile', value: text });
}
