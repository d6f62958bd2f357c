/** Something that is fetched while the image is built, or by its programs, comes from any server that answers. */
import type { Dockerfile, Instruction, Pair } from '../../syntax/dockerfile/dockerfile.ts';
import { commandKind, kindsOf } from '../../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellAssignment, ShellCommand } from '../../syntax/shell/shell.ts';
import { assignmentOf } from '../../syntax/shell/shell-word.ts';
import { removeInstruction, removeWord } from '../dockerfile-edits.ts';
import { removeOption } from '../option-edits.ts';
import { type FileEdit, type Finding, type Fix, rule } from '../rule.ts';
import { isUnverifiedVariable, mayNameUnverified, type Unverified, unverifiedIn } from '../unverified-connections.ts';

export const disabledTlsVerification = rule({
  id: 'dockerfile/disabled-tls-verification',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['ENV', 'ARG'], or: { commands: ['assigning', 'downloader', 'fetcher', 'packageManager'] } },
  aka: [
    'checkov:CKV2_DOCKER_2',
    'checkov:CKV2_DOCKER_3',
    'checkov:CKV2_DOCKER_4',
    'checkov:CKV2_DOCKER_5',
    'checkov:CKV2_DOCKER_6',
    'checkov:CKV2_DOCKER_12',
    'checkov:CKV2_DOCKER_13',
    'checkov:CKV2_DOCKER_14',
    'checkov:CKV2_DOCKER_15',
    'checkov:CKV2_DOCKER_16',
  ],
  summary: 'Certificates of servers are not checked',
  why: 'Without the check anybody on the way can hand out another file. Behind a proxy with a certificate of its own, install that certificate instead. Set with ENV, it also holds in every container of the image.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nRUN curl -fk -o /srv/data.json https://example.com/data.json\n' },
    {
      Dockerfile: 'FROM alpine:3.22\nRUN wget --no-check-certificate -O /srv/data.json https://example.com/data.json\n',
    },
    { Dockerfile: 'FROM python:3.13\nRUN pip download --trusted-host pypi.example.com flask==3.1.1\n' },
    { Dockerfile: 'FROM python:3.13\nENV PYTHONHTTPSVERIFY=0\n' },
    { Dockerfile: 'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n' },
    { Dockerfile: 'FROM node:22\nRUN npm config set strict-ssl false\n' },
    { Dockerfile: 'FROM node:22\nENV NPM_CONFIG_STRICT_SSL=false\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN GIT_SSL_NO_VERIFY=1 git clone https://example.com/site.git\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf download --setopt=sslverify=false tool\n' },
    { Dockerfile: 'FROM python:3.13\nENV PIP_TRUSTED_HOST=pypi.example.com\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN curl -f --cacert /ca.pem -o k https://example.com/data.json\n' },
    { Dockerfile: 'FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=1 PIP_TRUSTED_HOST=""\n' },
  ],
  references: [
    'https://curl.se/docs/sslcerts.html',
    'https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslVerify',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (instruction.name !== 'ENV' && instruction.name !== 'ARG') continue;
        addVariableFindings(findings, file, instruction);
      }
    }
    for (const run of runsOf(file)) {
      if ((run.kinds & meant) === 0) continue;
      for (const command of run.programs) {
        const kinds = kindsOf(command);
        if ((kinds & commandKind.assigning) !== 0) {
          addAssignmentFindings(findings, file, run, command);
        }
        if ((kinds & fetching) === 0) continue;
        for (const it of unverifiedIn(command)) findings.push(commandFinding(file, run, it));
      }
    }
    return findings;
  },
});

/** The commands that may say something about it, of their own or with variables. */
const fetching = commandKind.downloader | commandKind.fetcher | commandKind.packageManager;
const meant = fetching | commandKind.assigning;

/** The peer's checks by the program or variable they are about. */
const checks: Readonly<Record<string, readonly number[]>> = {
  curl: [2],
  wget: [3],
  wget2: [3],
  pip: [4],
  PYTHONHTTPSVERIFY: [5],
  NODE_TLS_REJECT_UNAUTHORIZED: [6],
  npm: [12, 13],
  yarn: [12, 13],
  pnpm: [12, 13],
  NPM_CONFIG_STRICT_SSL: [12, 13],
  YARN_STRICT_SSL: [12, 13],
  YARN_ENABLE_STRICT_SSL: [12, 13],
  git: [14],
  GIT_SSL_NO_VERIFY: [14],
  PIP_TRUSTED_HOST: [16],
};

function akaOf(name: string): readonly string[] {
  const numbers = Object.hasOwn(checks, name) ? checks[name] : undefined;
  return (numbers ?? [15]).map(it => `checkov:CKV2_DOCKER_${it}`);
}

const advice = 'so that anybody on the way can hand out another file';

function addVariableFindings(findings: Finding[], file: Dockerfile, instruction: Instruction): void {
  for (const pair of instruction.pairs) {
    const { key } = pair;
    if (!pair.value || !mayNameUnverified(key.value) || !isUnverifiedVariable(key.value, pair.value.value)) continue;
    findings.push({
      at: pair.span,
      aka: akaOf(key.value.toUpperCase()),
      message: `${key.value}=${pair.value.value} switches the check of certificates off, ${advice}; delete it`,
      fixes: () => deleting(key.value, removePair(file, instruction, pair)),
    });
  }
}

function deleting(name: string, edit: FileEdit | undefined): readonly Fix[] {
  return edit ? [{ title: `Delete "${name}"`, safety: 'suggestion', edits: [edit] }] : [];
}

function removePair(file: Dockerfile, instruction: Instruction, pair: Pair) {
  return instruction.pairs.length > 1 ? removeWord(file, pair.span) : removeInstruction(file, instruction);
}

/** `NAME=value` in front of the command, and what `export` sets, where that switches the check off. */
function addAssignmentFindings(findings: Finding[], file: Dockerfile, run: Run, command: ShellCommand): void {
  for (const it of command.assignments) {
    if (isUnverified(it)) findings.push(assignmentFinding(file, run, command, it));
  }
  if (command.name !== 'export') return;
  for (const word of command.words) {
    const it = mayNameUnverified(word.value) ? assignmentOf(word) : undefined;
    if (it && isUnverified(it)) findings.push(assignmentFinding(file, run, command, it));
  }
}

function isUnverified({ name, value }: ShellAssignment): boolean {
  return mayNameUnverified(name) && isUnverifiedVariable(name, value.value);
}

function assignmentFinding(
  file: Dockerfile,
  run: Run,
  { name, words }: ShellCommand,
  assignment: ShellAssignment,
): Finding {
  const needed = name === 'export' ? 3 : 1;
  const canGo = words.length >= needed && !run.instruction.exec;
  return {
    at: assignment.span,
    aka: akaOf(assignment.name.toUpperCase()),
    message: `${assignment.name}=${assignment.value.value} switches the check of certificates off, ${advice}; delete it`,
    fixes: () => deleting(assignment.name, canGo ? removeWord(file, assignment.span) : undefined),
  };
}

function commandFinding(file: Dockerfile, run: Run, { word, name, option }: Unverified): Finding {
  return {
    at: word.span,
    aka: akaOf(name.split(' ')[0] ?? ''),
    message: `${name} switches the check of certificates off, ${advice}; delete it`,
    fixes: () => (option ? deleting(option.name, removeOption(file, run, option)) : []),
  };
}
