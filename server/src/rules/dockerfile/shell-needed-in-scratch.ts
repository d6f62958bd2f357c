import { baseImageOf } from '../../project/base-image.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isPlain } from '../../syntax/dockerfile/expand.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { isRemoteSource, type Transfer, transferOf } from '../../syntax/dockerfile/transfer.ts';
import { commandsOf, isShell } from '../../syntax/shell/commands-of.ts';
import { basename } from '../../text/path.ts';
import { type Span, slice } from '../../text/span.ts';
import { plainExecEdits } from '../exec-form.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const shellNeededInScratch = rule({
  id: 'dockerfile/shell-needed-in-scratch',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['scratch'] },
  summary: 'An instruction needs a shell in a stage built on scratch',
  why: 'scratch is empty. The step, or the container when it starts, ends with “/bin/sh: no such file or directory”.',
  bad: [
    { Dockerfile: 'FROM scratch\nCOPY hello /\nCMD /hello\n' },
    { Dockerfile: 'FROM scratch\nCOPY hello /\nRUN chmod +x /hello\nCMD ["/hello"]\n' },
    { Dockerfile: 'FROM scratch\nCOPY hello /\nENTRYPOINT ["sh", "-c", "/hello"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM scratch\nCOPY hello /\nCMD ["/hello"]\n' },
    { Dockerfile: 'FROM scratch\nADD rootfs.tar.xz /\nCMD bash\n' },
    { Dockerfile: 'FROM debian:13 AS tree\nFROM scratch\nCOPY --from=tree / /\nRUN ldconfig\n' },
    { Dockerfile: 'FROM scratch\nCOPY busybox /bin/sh\nCMD echo ready\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch',
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    if (!mayBeScratch(file)) return findings;
    const known = new Map<Stage, boolean>();
    const broughtIn = (stage: Stage): boolean => {
      const brings = known.get(stage) ?? bringsShell(stage, dockerfile, project);
      known.set(stage, brings);
      return brings;
    };
    for (const stage of file.stages) {
      const chain = stageChain(stage);
      const [oldest] = chain;
      if (!oldest || baseImageOf(oldest, dockerfile, project).kind !== 'scratch' || isWindowsStage(file, stage))
        continue;
      if (chain.some(it => it !== stage && broughtIn(it))) continue;
      for (const { instruction } of stage.lifted) {
        if (mayBringShell(instruction, dockerfile, project)) break;
        const at = needOfShell(instruction);
        if (!at) continue;
        const edits = instruction.name === 'RUN' ? undefined : plainExecEdits(file, instruction);
        findings.push({
          at,
          message: `${whatFails(instruction)}, but nothing has brought a shell into this stage: scratch is empty; ${remedy(instruction)}`,
          fixes: edits && [{ title: 'Write it in exec form', safety: 'suggestion', edits }],
        });
      }
    }
    return findings;
  },
});

/** Whether a FROM names it, or takes its image from a variable in a file that speaks of it. */
function mayBeScratch({ stages, text }: Dockerfile): boolean {
  if (stages.some(it => it.base?.value === 'scratch')) return true;
  return stages.some(it => it.base && !isPlain(it.base.raw)) && text.includes('scratch');
}

function bringsShell(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  return stage.lifted.some(it => mayBringShell(it.instruction, dockerfile, project));
}

function whatFails({ name, exec }: Instruction): string {
  const form = exec ? 'starts a shell' : 'in shell form needs /bin/sh';
  return `${name === 'HEALTHCHECK' ? 'The HEALTHCHECK' : name} ${form}`;
}

function remedy({ name }: Instruction): string {
  return name === 'RUN' ? 'do this in an earlier stage and copy the result' : 'name the program itself in a JSON array';
}

/** The place to mark; undefined for an instruction that does without a shell. */
function needOfShell(instruction: Instruction): Span | undefined {
  const { name, arguments: words, exec } = instruction;
  const isCommand = name === 'RUN' || name === 'CMD' || name === 'ENTRYPOINT';
  if (!isCommand && (name !== 'HEALTHCHECK' || words[0]?.value.toUpperCase() !== 'CMD' || words.length < 2))
    return undefined;
  if (words.length === 0) return undefined;
  if (!exec) {
    const [heredoc] = instruction.heredocs;
    // A body that names its interpreter is started by that.
    return heredoc?.content.startsWith('#!') ? undefined : instruction.keyword.span;
  }
  const [command] = commandsOf(instruction);
  const first = exec[0];
  return command && first && isShell(command.name) && command.name !== 'busybox' ? first.span : undefined;
}

/** Names of files and folders with which a shell may come. */
const shellSources = /^(?:sh|bash|dash|ash|zsh|ksh|busybox.*|toybox.*|s?bin|usr|local|\*|\.|)$/;
const rootFolders = /^\/(?:usr(?:\/local)?|(?:usr\/(?:local\/)?)?s?bin)?\/?$/;
const archive = /\.(?:tar|tgz|txz|tbz2?|tzst|tar\.[a-z0-9]+)$/i;
/** Names of folders in which people put trees together. */
const treeNames =
  /root|fs$|image|overlay|layer|install|dist|out|target|export|build|result|stage|sys|tree|files|system/i;

/** Anything that may have put a shell there counts: SHELL, programs that ran, archives, whole trees. */
function mayBringShell(instruction: Instruction, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  if (instruction.name === 'SHELL') return true;
  if (instruction.name === 'RUN') {
    const hasMount = instruction.flags.some(it => it.name.value === 'mount');
    return hasMount || (instruction.exec !== undefined && needOfShell(instruction) === undefined);
  }
  const transfer = transferOf(instruction);
  if (!transfer) return false;
  const { destination, sources } = transfer;
  if (/[$%*]/.test(destination.value) || /^(?:sh|bash|ash|dash|busybox)$/.test(basename(destination.value)))
    return true;
  return sources.some(it => mayHoldShell(it.value, transfer, dockerfile, project));
}

function mayHoldShell(
  source: string,
  transfer: Transfer,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): boolean {
  if (/[$%*?{]/.test(source)) return true;
  const isAdded = transfer.name === 'ADD';
  if (isAdded && (archive.test(source) || isRemoteSource(source))) return true;
  const plain = source.replace(/\/+$/, '');
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  if (shellSources.test(name)) return true;
  const destination = transfer.destination.value;
  const isIntoRoot = rootFolders.test(destination) || destination === '.' || destination === './';
  if (!isIntoRoot) return false;
  if (source.endsWith('/') || treeNames.test(name)) return true;
  if (transfer.from) return isTreeOf(transfer.from.value, plain, dockerfile.file);
  const entry = project.contextOf(dockerfile.path).entries.find(it => it.name === plain.replace(/^\.?\//, ''));
  return entry?.kind === 'folder';
}

/** Tools that put the tree of a distribution into a folder. */
const treeBuilders =
  /debootstrap|mmdebstrap|installroot|pacstrap|--initdb|--root\b|mkosi|buildroot|nix-build|nix-store|\bchroot\b/;

/** Whether the stage treats the path as a folder, or makes a tree somewhere; a stage that is an image is not known. */
function isTreeOf(from: string, path: string, file: Dockerfile): boolean {
  const stage = file.stage(from);
  if (!stage) return !/\.\w+$/.test(path);
  const text = stageChain(stage)
    .map(it => slice(file.text, it.span))
    .join('\n');
  return text.includes(`${path}/`) || treeBuilders.test(text);
}
