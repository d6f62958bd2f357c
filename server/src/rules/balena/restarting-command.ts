/** A service whose start command ends by itself at once, while balena starts it again each time. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Project, ProjectComposeFile, ProjectService } from '../../project/project.ts';
import { imageContents } from '../../project/runtime-facts/image-contents.ts';
import { type StartLine, startLine } from '../../project/runtime-facts/start-facts.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { effectiveCommands } from '../../syntax/shell/effective-commands.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry, replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { basename } from '../../text/path.ts';
import { type Finding, type Fix, type RelatedPlace, rule } from '../rule.ts';

export const restartingCommand = rule({
  id: 'balena/restarting-command',
  reads: 'compose',
  dialect: 'balena',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'The start command of a service ends by itself at once, and the service is started again for ever',
  why: 'Unless a service says otherwise, balena restarts it whenever it ends, one that has done its work too: it runs in a loop and fills the log.',
  bad: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  hello:\n    build: .\n",
      'Dockerfile.template': 'FROM debian:13-slim\nCMD ["echo", "Hello, fleet"]\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  hello:\n    build: .\n    restart: always\n    command: sh -c 'date && sleep 5'\n",
      'Dockerfile.template': 'FROM debian:13-slim\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  hello:\n    build: .\n    restart: 'no'\n",
      'Dockerfile.template': 'FROM debian:13-slim\nCMD ["echo", "Hello, fleet"]\n',
    },
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  hello:\n    build: .\n",
      'Dockerfile.template': 'FROM debian:13-slim\nCMD date && sleep infinity\n',
    },
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  clock:\n    build: .\n",
      'Dockerfile.template': 'FROM debian:13-slim\nCMD while true; do date; sleep 5; done\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/more/masterclasses/services-masterclass/',
    'https://docs.balena.io/reference/supervisor/docker-compose/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      if (!isRestarted(service)) continue;
      const whole = project.serviceOf(service);
      if (!whole || whole.definitions[0]?.service !== service || !balenaReaders(compose, project)) continue;
      const start = startOf(whole, project);
      if (!start || !endsQuickly(start.line, start.line.commands, 0)) continue;
      const own = service.entrypoint ?? service.command;
      const shown = shownStart(start.line.commands);
      const message = `"${shown}" ends at once, and balena starts "${service.name}" again each time; set restart: "no" or on-failure, or keep the command running`;
      const related: readonly RelatedPlace[] = own ? [] : start.related;
      findings.push({
        at: own?.span ?? service.nameSpan,
        message,
        related,
        fixes: () => fixesFor(compose, service),
      });
    }
    return findings;
  },
});

/** Anything the Supervisor does not know counts as `always`; a variable may hold anything. */
function isRestarted(service: Service): boolean {
  const restart = service.key('restart');
  if (!restart) return true;
  const policy = service.text('restart');
  if (!policy || policy.known === undefined) return false;
  return !['no', 'on-failure', 'unless-stopped', 'false'].includes(policy.known);
}

interface FoundStart {
  readonly line: StartLine;
  readonly related: readonly RelatedPlace[];
}

function startOf(service: ProjectService, project: Project): FoundStart | undefined {
  const dockerfile = project.dockerfileOf(service);
  if (dockerfile.kind !== 'found') {
    const line = dockerfile.kind === 'image-only' ? startLine({ service, image: undefined, files: [] }) : undefined;
    return line && { line, related: [] };
  }
  const { path, file, stage, context } = dockerfile;
  if (!stage) return undefined;
  const image = { contents: imageContents(file, stage, new Map()), path, name: basename(path) };
  const line = startLine({ service, image, files: project.filesOf(context) });
  const at = line?.commands[0]?.span;
  if (!line || !at || line.path !== path) return line && { line, related: [] };
  return { line, related: [{ path, at, message: 'this is what starts' }] };
}

/** Programs that do one thing and end. */
const quick = new Set(
  (
    ': [ basename cat cd chmod chown cp cut date df dirname du echo env exit export expr false free head hostname id ln ls ' +
    'mkdir mv printenv printf ps pwd readlink return rm sed seq set sort tail test touch tr true umask uname unset uptime wc whoami'
  ).split(' '),
);

/** The longest pause that still counts as at once, in seconds. */
const shortPause = 60;
/** Scripts that start scripts. */
const maxDepth = 5;

function endsQuickly(line: StartLine, commands: readonly ShellCommand[], depth: number): boolean {
  if (commands.length === 0 || depth > maxDepth) return false;
  return commands.every(command => {
    // A loop may never end, and of a function it is not known whether it is called.
    if (command.within.some(it => it === 'while' || it === 'until' || it === 'for' || it === 'function')) return false;
    if (command.words.length === 0) return command.assignments.length > 0;
    return effectiveCommands(command).every(it => isQuick(it) || runsQuickScript(line, it, depth));
  });
}

function isQuick({ name, words, redirections }: ShellCommand): boolean {
  if (name === 'sleep')
    return words.length === 2 && /^\d{1,4}s?$/.test(words[1]?.value ?? '') && secondsOf(words[1]?.value) <= shortPause;
  if (!quick.has(name)) return false;
  const values = words.map(it => it.value);
  // Following a file, reading what nobody writes, or waiting on a pipe never ends.
  if (name === 'tail') return !values.some(it => /^-\w*[fF]|^--follow/.test(it));
  if (name === 'cat')
    return values.length > 1 && values.slice(1).every(it => !it.startsWith('-') && !it.startsWith('/dev/'));
  // `env x=1 program` was looked through before; a program behind it that is not known is no pause.
  if (name === 'env') return values.length === 1;
  return !redirections.some(it => it.operator === '<');
}

function secondsOf(text = ''): number {
  return Number.parseInt(text, 10);
}

function runsQuickScript(line: StartLine, command: ShellCommand, depth: number): boolean {
  const scripts = line.scriptsOf(command);
  return scripts.length > 0 && scripts.every(it => endsQuickly(line, it, depth + 1));
}

function shownStart(commands: readonly ShellCommand[]): string {
  const words = (commands[0]?.words ?? []).map(it => it.value).join(' ');
  const text = words === '' ? 'The start command' : words;
  const rest = commands.length > 1 || text.length > 40 || text.includes('\n') ? ' …' : '';
  return `${text.split('\n', 1)[0]?.slice(0, 40) ?? ''}${rest}`;
}

function fixesFor({ file }: ProjectComposeFile, service: Service): readonly Fix[] {
  const { mapping } = service;
  if (!mapping || isShared(file.yaml, mapping)) return [];
  const entry = service.key('restart');
  return ["'no'", 'on-failure'].flatMap((value): readonly Fix[] => {
    const edits = !entry
      ? addEntry(file.yaml, mapping, { key: 'restart', value })
      : entry.isMerged || isShared(file.yaml, entry.value)
        ? undefined
        : replaceValue(file.yaml, entry.value, value);
    return edits ? [{ title: `Set restart: ${value}`, safety: 'suggestion', edits }] : [];
  });
}
