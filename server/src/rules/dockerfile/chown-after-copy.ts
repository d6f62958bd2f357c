import type { Project } from '../../project/project.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { flagOf, transferOf } from '../../syntax/dockerfile/transfer.ts';
import { expand, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { imagePath, pathWithin, workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellWord } from '../../syntax/shell/shell.ts';
import { insertWordAfter, removeInstruction } from '../dockerfile-edits.ts';
import { type OwnerChange, ownerChange } from '../owner-change.ts';
import { type Placed, placedBy } from '../placed-files.ts';
import { type FileEdit, type Finding, type Fix, rule } from '../rule.ts';

export const chownAfterCopy = rule({
  id: 'dockerfile/chown-after-copy',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD'], programs: ['chown', 'chmod'] },
  summary: 'A RUN changes owner or mode of what was copied just before',
  why: 'A layer cannot change the one below: every file whose owner or mode changes is stored a second time. COPY can set both while it copies.',
  bad: [
    { Dockerfile: 'FROM node:22\nCOPY entry.sh /entry.sh\nRUN chmod +x /entry.sh\n' },
    { Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN chown -R node:node /app\n' },
    { Dockerfile: 'FROM node:22\nCOPY a.sh b.sh /opt/\nRUN chmod 755 /opt/a.sh\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nCOPY --chmod=755 entry.sh /entry.sh\n' },
    { Dockerfile: 'FROM node:22\nCOPY entry.sh /entry.sh\nRUN chmod +x /usr/bin/other\n' },
    {
      Dockerfile:
        'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\nRUN chown -R node /app\n',
    },
    { Dockerfile: 'FROM node:22\nCOPY entry.sh /entry.sh\nRUN chmod +x /entry.sh && /entry.sh --install\n' },
    { Dockerfile: 'FROM node:22\nARG DIR\nCOPY entry.sh $DIR/\nRUN chmod +x $DIR/entry.sh\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      const changes = isBehindCopy(run) ? changesOf(run) : undefined;
      if (!changes || isWindowsStage(file, run.stage)) continue;
      const copies = copiesBefore(file, run.stage, run.instruction, path, project);
      if (copies.length === 0) continue;
      const hits = changes.map(it => hitsOf(it, file, run, copies));
      if (!hits.every(it => it !== undefined)) continue;
      const [change] = changes;
      const last = changes.at(-1);
      if (!change || !last) continue;
      const names = [...new Set(changes.map(it => it.command.name))].join(' and ');
      const flags = [...new Set(changes.map(it => (it.kind === 'owner' ? '--chown' : '--chmod')))].join(' and ');
      const { dialect } = project;
      const canSet = dialect === 'docker' || changes.every(it => it.kind === 'owner');
      findings.push({
        at: { start: change.command.span.start, end: last.command.span.end },
        message: `${names} ${names.includes(' ') ? 'store' : 'stores'} the files a second time that were copied just before; ${canSet ? `let COPY set it with ${flags}` : 'set the mode in the source folder'}`,
        fixes() {
          const fix = fixFor(file, run, copies, hits, dialect);
          return fix ? [fix] : [];
        },
      });
    }
    return findings;
  },
});

/** Whether a COPY or ADD stands directly in front of it, as `copiesBefore` asks. */
function isBehindCopy({ stage, instruction }: Run): boolean {
  for (let i = placeIn(stage, instruction) - 1; i >= 0; i--) {
    const name = stage.instructions[i]?.name;
    if (name !== 'USER') return name === 'COPY' || name === 'ADD';
  }
  return false;
}

/** The instructions of a stage are numbered without gaps. */
function placeIn({ instructions }: Stage, { index }: Instruction): number {
  return index - (instructions[0]?.index ?? 0);
}

/** What a RUN that does nothing else changes; undefined for any other RUN. */
function changesOf({ instruction, onbuild, commands, programs }: Run): readonly OwnerChange[] | undefined {
  const first = programs[0]?.name;
  if (first !== 'chmod' && first !== 'chown' && first !== 'set') return undefined;
  if (onbuild || instruction.exec || commands.length === 0 || commands.length !== programs.length) return undefined;
  if (!programs.every(it => it.name === 'chown' || it.name === 'chmod' || isOption(it.name, it.words.length)))
    return undefined;
  const own = programs.filter(it => it.name !== 'set');
  const changes = own.map(ownerChange);
  const isPlain = own.every(it => it.within.length === 0 && it.after !== '||' && it.after !== '|' && it.after !== '&');
  return isPlain && changes.length > 0 && changes.every(it => it !== undefined) ? changes : undefined;
}

const isOption = (name: string, words: number): boolean => name === 'set' && words > 1;

/** COPY instructions in a row, paths of one RUN, and instructions before them that are looked at. */
const maxCopies = 50;
const maxPaths = 50;
const maxBefore = 500;

interface Copy {
  readonly instruction: Instruction;
  readonly placed: readonly Placed[];
}

/** The COPY and ADD that stand directly in front of the RUN, each with what it puts where. */
function copiesBefore(
  file: Dockerfile,
  stage: Stage,
  run: Instruction,
  path: string,
  project: Project,
): readonly Copy[] {
  const copies: Copy[] = [];
  for (let i = placeIn(stage, run) - 1; i >= 0 && copies.length < maxCopies; i--) {
    const instruction = stage.instructions[i];
    if (!instruction) break;
    if (instruction.name === 'USER') continue;
    const transfer = transferOf(instruction);
    if (!transfer) break;
    copies.push({
      instruction,
      placed: placedBy(transfer, { file, stage, context: project.contextOf(path), project }),
    });
  }
  return copies.reverse();
}

interface Hit {
  readonly change: OwnerChange;
  readonly copy: Copy;
  readonly placed: Placed;
}

/** What of the copies the change is about; undefined when some of its paths is, or may be, something else. */
function hitsOf(
  change: OwnerChange,
  file: Dockerfile,
  { stage, instruction }: Run,
  copies: readonly Copy[],
): readonly Hit[] | undefined {
  if (change.paths.length > maxPaths) return undefined;
  const folder = workingDirectoryAt(file, stage, instruction);
  const hits: Hit[] = [];
  for (const word of change.paths) {
    const path = pathOf(word, file, instruction, folder);
    if (path === undefined || path === '/') return undefined;
    const before = hits.length;
    for (const copy of copies) {
      for (const placed of copy.placed) if (isHit(placed, path, change)) hits.push({ change, copy, placed });
    }
    const first = hits[before];
    if (!first) return undefined;
    // Of a folder only when nothing else has come into it before.
    if (first.placed.kind !== 'file' && change.isRecursive && hasOther(file, stage, path, copies)) return undefined;
  }
  return hits;
}

function pathOf(word: ShellWord, file: Dockerfile, run: Instruction, folder: string | undefined): string | undefined {
  if (!word.isLiteral && /[`(~{]/.test(word.value.replaceAll(/\$\{\w+\}/g, ''))) return undefined;
  const value = word.raw.includes('$')
    ? expand(word, scopeAt(file, run.span.start))
    : ({ kind: 'known', value: word.value } as const);
  return value.kind === 'known' ? imagePath(folder, value.value) : undefined;
}

function isHit(
  { path, otherPath, kind }: Placed,
  target: string,
  { isRecursive, makesExecutable }: OwnerChange,
): boolean {
  // `/usr/local/bin/*`: what else lies there is changed too.
  if (target.endsWith('/*')) return false;
  if (otherPath === target) return true;
  if (path !== target) return false;
  switch (kind) {
    case 'file':
      return true;
    case 'folder':
      // Without -R only the folder itself changes, which costs nothing.
      return isRecursive;
    case 'unknown':
      // Nobody makes a folder executable that he copied.
      return isRecursive || makesExecutable;
  }
}

/** Whether instructions before the copies may have put something below `path`. */
function hasOther(file: Dockerfile, stage: Stage, path: string, copies: readonly Copy[]): boolean {
  const first = copies[0]?.instruction.index ?? 0;
  let seen = 0;
  for (let at: Stage | undefined = stage, steps = 0; at && steps < 1000; at = at.parent, steps++) {
    for (const it of at.instructions) {
      if (at === stage && it.index >= first) break;
      if (++seen > maxBefore) return true;
      if (it.name === 'RUN') {
        const folder = workingDirectoryAt(file, at, it);
        if (folder === undefined || pathWithin(path, folder) !== undefined) return true;
        if (file.text.slice(it.span.start, it.span.end).includes(path.replace(/^\?\/?/, ''))) return true;
      }
      if (it.name === 'COPY' || it.name === 'ADD') {
        const word = transferOf(it)?.destination;
        const value = word && expand(word, scopeAt(file, it.span.start));
        const to = value?.kind === 'known' ? imagePath(workingDirectoryAt(file, at, it), value.value) : undefined;
        if (to === undefined || pathWithin(path, to) !== undefined) return true;
      }
    }
  }
  return false;
}

/** One flag for each copy, given that all it puts down is changed in the same way. */
function fixFor(
  file: Dockerfile,
  { instruction: run }: Run,
  copies: readonly Copy[],
  all: readonly (readonly Hit[] | undefined)[],
  dialect: Project['dialect'],
): Fix | undefined {
  if (run.flags.length > 0 || run.heredocs.length > 0) return undefined;
  const hits = all.flatMap(it => it ?? []);
  const edits: FileEdit[] = [];
  const titles = new Set<string>();
  for (const copy of copies) {
    const own = hits.filter(it => it.copy === copy);
    for (const kind of ['owner', 'mode'] as const) {
      const ofKind = own.filter(it => it.change.kind === kind);
      if (ofKind.length === 0) continue;
      const flag = kind === 'owner' ? 'chown' : 'chmod';
      const values = new Set(ofKind.map(it => it.change.flagValue));
      const [value] = values;
      const isWhole = copy.placed.every(placed => ofKind.some(it => it.placed === placed));
      const isFolder = ofKind.some(it => it.placed.kind !== 'file' && it.change.isRecursive);
      if (values.size !== 1 || value === undefined || !isWhole || flagOf(copy.instruction, flag)) return undefined;
      // The classic builder has no --chmod; a mode relative to the old one is not the same for all files of a tree.
      if (kind === 'mode' && (dialect === 'balena' || (isFolder && !ofKind.every(it => it.change.isAbsolute))))
        return undefined;
      edits.push(insertWordAfter(copy.instruction.keyword.span, `--${flag}=${value}`));
      titles.add(`"--${flag}=${value}"`);
    }
  }
  const removal = removeInstruction(file, run);
  if (!removal || edits.length === 0 || hits.length === 0) return undefined;
  return { title: `Move into ${[...titles].join(' and ')}`, safety: 'suggestion', edits: [...edits, removal] };
}
