import type { BuildContext, ContextIgnoreFile, Project } from '../../project/project.ts';
import type { Argument, Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { isRemoteSource, transferOf } from '../../syntax/dockerfile/transfer.ts';
import { expand, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { type IgnoreFile, type IgnorePattern, parseIgnoreFile } from '../../syntax/ignore-file.ts';
import { insert } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import { basename, dirname, isWithin, join, relative } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const copyIgnoredFile = rule({
  id: 'project/copy-ignored-file',
  reads: 'dockerfile',
  needs: { instructions: ['COPY', 'ADD'] },
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['buildkit:CopyIgnoredFile'],
  summary: 'COPY or ADD names a file that the ignore file leaves out',
  why: 'What .dockerignore leaves out is not sent to the builder. The build fails because the file is not found, though it lies there.',
  bad: [
    {
      Dockerfile: 'FROM node:22\nCOPY dist/main.js /srv/\n',
      '.dockerignore': 'node_modules\ndist\n',
      'dist/main.js': '',
    },
    { Dockerfile: 'FROM node:22\nADD . /srv\n', '.dockerignore': '**\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nCOPY src /srv\n', '.dockerignore': '*\n!src\n', 'src/main.js': '' },
    { Dockerfile: 'FROM node:22\nCOPY src /srv\n', '.dockerignore': 'src\n!src/main.js\n', 'src/main.js': '' },
    { Dockerfile: 'FROM node:22\nCOPY . /srv\n', '.dockerignore': 'node_modules\n' },
    { Dockerfile: 'FROM node:22 AS build\nFROM node:22\nCOPY --from=build /dist /srv\n', '.dockerignore': 'dist\n' },
    {
      Dockerfile: 'FROM node:22\nCOPY dist /srv\n',
      '.dockerignore': 'dist\n',
      'Dockerfile.dockerignore': 'node_modules\n',
      'dist/main.js': '',
    },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
    'https://docs.docker.com/build/concepts/context/#dockerignore-files',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    const context = project.contextOf(path);
    if (context.ignoreFilePath === undefined) return findings;
    const ignore = project.ignoreFileOf(context);
    if (!ignore || ignore.file.patterns.length === 0) return findings;
    for (const { instructions } of file.stages) {
      for (const instruction of instructions) {
        const transfer = transferOf(instruction);
        if (!transfer || transfer.from) continue;
        for (const source of transfer.sources) {
          const finding = findingAt(source, { file, context, ignore, project });
          if (finding) findings.push(finding);
        }
      }
    }
    return findings;
  },
});

interface Where {
  readonly file: Dockerfile;
  readonly context: BuildContext;
  readonly ignore: ContextIgnoreFile;
  readonly project: Project;
}

function findingAt(source: Argument, where: Where): Finding | undefined {
  const { file, context, ignore } = where;
  const value = expand(source, scopeAt(file, source.span.start));
  if (value.kind !== 'known' || value.value === '' || isRemoteSource(value.value)) return undefined;
  const written = value.value.replace(/^\/+/, '');
  const at = join(context.folder, written === '' ? '.' : written);
  // A path that leads out of the context is another mistake.
  if (!isWithin(context.folder, at)) return undefined;
  const path = relative(ignore.base, at);
  if (at === context.folder) return wholeContext(source, where);
  if (!ignore.file.isIgnored(path) || bringsBackBelow(path, ignore.file)) return undefined;
  if (/[*?[]/.test(path) && !leavesAllOut(at, where)) return undefined;
  const reason = lastMatch(path, ignore.file);
  const name = basename(ignore.path);
  return {
    at: source.span,
    message: `${name} leaves "${path}" out${reason ? ` by its line "${reason.text}"` : ''}, so the builder does not find it; bring it back with "!${path}"`,
    ...(reason ? { related: [{ path: ignore.path, at: reason.span, message: 'this line leaves it out' }] } : {}),
    fixes: [bringBack(path, ignore)],
  };
}

/** All of it: only when the file leaves everything out and brings nothing back. */
function wholeContext({ span: at }: Argument, { ignore }: Where): Finding | undefined {
  const { patterns } = ignore.file;
  const all = patterns.find(it => !it.isException && ['*', '**', '**/*'].includes(it.pattern));
  if (!all || patterns.some(it => it.isException)) return undefined;
  return {
    at,
    message: `${basename(ignore.path)} leaves everything out by its line "${all.text}", so that nothing is copied; add "!" lines for what is needed`,
    related: [{ path: ignore.path, at: all.span, message: 'this line leaves it out' }],
  };
}

/** Whether a `!` line speaks of something below the path, which is then a folder that is not empty. */
function bringsBackBelow(path: string, { patterns }: IgnoreFile): boolean {
  const parts = path.split('/');
  return patterns.some(({ pattern, isException }) => {
    if (!isException) return false;
    const wanted = pattern.split('/');
    for (const [i, part] of parts.entries()) {
      const own = wanted[i];
      if (own === undefined) return false;
      if (own.includes('**')) return true;
      if (own !== part && !/[*?[\\]/.test(own) && !/[*?[]/.test(part)) return false;
    }
    return wanted.length > parts.length;
  });
}

/** Whether nothing that a pattern could match is sent, as far as its folder was listed. */
function leavesAllOut(at: string, { context, ignore, project }: Where): boolean {
  if (!ignore.file.patterns.some(it => it.isException)) return true;
  const folder = dirname(at);
  if (/[*?[]/.test(folder)) return false;
  const entries = folder === context.folder ? context.entries : project.entriesIn(context, folder);
  const matcher = parseIgnoreFile(basename(at));
  const matched = (entries ?? []).filter(it => matcher.isIgnored(it.name));
  return matched.length > 0 && matched.every(it => ignore.file.isIgnored(relative(ignore.base, join(folder, it.name))));
}

function lastMatch(path: string, { patterns }: IgnoreFile): IgnorePattern | undefined {
  return patterns.findLast(it => !it.isException && parseIgnoreFile(it.text).isIgnored(path));
}

/** As the last line, for the last one that matches decides. */
function bringBack(path: string, { path: ignorePath, file: { text } }: ContextIgnoreFile): Fix {
  const br = lineBreakOf(text);
  const start = text === '' || text.endsWith('\n') ? '' : br;
  return {
    title: `Add "!${path}" to ${basename(ignorePath)}`,
    safety: 'suggestion',
    edits: [{ ...insert(text.length, `${start}!${path}${br}`), path: ignorePath }],
  };
}
