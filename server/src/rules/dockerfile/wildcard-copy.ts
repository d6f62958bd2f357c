import type { BuildContext, Project } from '../../project/project.ts';
import type { DirectoryEntry } from '../../project/workspace.ts';
import type { Argument, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { flagOf, transferOf, unquotedSpan, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { replace } from '../../text/edit.ts';
import { join, relative } from '../../text/path.ts';
import { slice } from '../../text/span.ts';
import { includes } from '../../text/string-methods.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const wildcardCopy = rule({
  id: 'dockerfile/wildcard-copy',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD'] },
  summary: 'Everything is copied by a wild card, so that folders lose their names',
  why: 'Each folder that the wild card matches is copied as its contents, so that the files of all folders land beside each other and may overwrite one another. Dot files and the Dockerfile come along as well.',
  bad: [
    { Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY * ./\n', 'src/main.js': '', 'package.json': '{}' },
    { Dockerfile: 'FROM node:22\nCOPY web/* /srv/\n', 'web/css/site.css': '', 'web/index.html': '' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . ./\n', 'src/main.js': '' },
    { Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package*.json *.lock ./\n', 'src/main.js': '' },
    { Dockerfile: 'FROM node:22\nCOPY web/* /srv/\n', 'web/index.html': '' },
    { Dockerfile: 'FROM node:22 AS a\nFROM node:22\nCOPY --from=a /srv/* /srv/\n' },
    { Dockerfile: 'FROM node:22\nCOPY --parents ./* /srv/\n', 'src/main.js': '' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---source',
    'https://docs.docker.com/reference/dockerfile/#copy---parents',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        const transfer = transferOf(instruction);
        if (!transfer || transfer.from || transfer.heredocs > 0) continue;
        for (const source of transfer.sources) {
          if (!includes(source.raw, '*')) continue;
          const folder = /^((?:[^*?[\\]*\/)?)\*$/.exec(withoutQuotes(source.raw))?.[1];
          if (folder === undefined || flagOf(instruction, 'parents') || folder.includes('$')) continue;
          const finding = findingAt({
            source,
            folder,
            instruction,
            text: file.text,
            context: project.contextOf(path),
            project,
          });
          if (finding) findings.push(finding);
        }
      }
    }
    return findings;
  },
});

interface Wildcard {
  readonly source: Argument;
  /** What stands in front of `*`: '', `./`, `web/`. */
  readonly folder: string;
  readonly instruction: Instruction;
  readonly text: string;
  readonly context: BuildContext;
  readonly project: Project;
}

function findingAt(wildcard: Wildcard): Finding | undefined {
  const { source, folder, context, project } = wildcard;
  const at = join(context.folder, folder.replace(/^\/+/, '') || '.');
  const isRoot = at === context.folder;
  const entries = isRoot ? context.entries : (project.entriesIn(context, at) ?? []);
  const ignore = project.ignoreFileOf(context);
  const copied = entries.filter(it => !ignore?.file.isIgnored(relative(ignore.base, join(at, it.name))));
  const folders = copied.filter(it => it.kind === 'folder');
  // A folder of one's own may well hold files only.
  if (!isRoot && folders.length === 0) return undefined;
  const example = folders.find(it => !it.name.startsWith('.')) ?? folders[0];
  const fixes = fixesFor(wildcard, copied);
  const what = example
    ? `the folder "${example.name}" loses its name and its files land beside those of others`
    : 'a folder would lose its name, and dot files and the Dockerfile come along';
  return {
    at: source.span,
    message: `"${withoutQuotes(source.raw)}" copies each match by itself: ${what}; copy the folder itself`,
    severity: example ? undefined : 'hint',
    fixes,
  };
}

/** More names than this are no easier to read than the wild card. */
const maxNames = 6;

function fixesFor({ source, folder, instruction, text }: Wildcard, copied: readonly DirectoryEntry[]): readonly Fix[] {
  const at = unquotedSpan(text, source);
  if (slice(text, at) !== withoutQuotes(source.raw)) return [];
  const bare = folder === '' || folder === './' ? '.' : folder === '/' ? '/' : folder.slice(0, -1);
  const whole: Fix = { title: `Change to "${bare}"`, safety: 'suggestion', edits: [replace(at, bare)] };
  const names = copied.filter(it => !isSetup(it.name)).map(it => it.name);
  const canName =
    !instruction.exec &&
    slice(text, source.span) === source.raw &&
    at.start === source.span.start &&
    names.length > 0 &&
    names.length <= maxNames &&
    copied.every(it => it.kind === 'file') &&
    names.every(it => /^[\w.@+-]+$/.test(it)) &&
    (names.length === 1 || (instruction.arguments.at(-1)?.value.endsWith('/') ?? false));
  if (!canName) return [whole];
  const list = names.map(it => `${folder}${it}`).join(' ');
  return [whole, { title: `Change to "${list}"`, safety: 'suggestion', edits: [replace(at, list)] }];
}

/** What nobody wants in an image: dot files, the Dockerfile, Compose files. */
function isSetup(name: string): boolean {
  return /^(?:\.|Dockerfile|Containerfile|(?:docker-)?compose\.|balena\.yml$)/i.test(name);
}
