import { isOtherTemplate } from '../../project/built-by-balena.ts';
import { reasonsIn } from '../../project/privilege.ts';
import type { Project } from '../../project/project.ts';
import { factsOfDockerfile } from '../../project/runtime-facts.ts';
import { builderSuffix, suffixOf } from '../../syntax/balena/template.ts';
import { parseCompose } from '../../syntax/compose/parse-compose.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { exposedPortsOf } from '../../syntax/dockerfile/exposed-ports.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { applyEdits, insert } from '../../text/edit.ts';
import { basename, dirname, join } from '../../text/path.ts';
import { type Addition, grantsFor } from '../grants.ts';
import { replaceByGrants } from '../grants-edit.ts';
import { blockedMessage, replaceableMessage, unexplainedMessage } from '../privilege-message.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const singleContainerPrivileged = rule({
  id: 'balena/single-container-privileged',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A balena project without a Compose file runs its container privileged',
  why: 'Where there is no docker-compose.yml, balena makes one up: its only service is privileged and shares the network of the host. A file of your own gives the service what it needs and no more.',
  bad: [
    { 'Dockerfile.template': 'FROM debian:13-slim\nCMD ["/app"]\n' },
    {
      'Dockerfile.template':
        'FROM python:3.13-slim\nCOPY requirements.txt read.py ./\nRUN pip install -r requirements.txt\nCMD ["python", "read.py"]\n',
      'requirements.txt': 'smbus2\n',
      'read.py': 'import smbus2\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  app:\n    build: .\n",
      'Dockerfile.template': 'FROM debian:13-slim\n',
    },
    { 'balena.yml': 'type: sw.block\n', 'Dockerfile.template': 'FROM debian:13-slim\n' },
    { 'balena.yml': 'type: sw.application\n', 'tools/Dockerfile': 'FROM debian:13-slim\n' },
  ],
  references: [
    'https://docs.balena.io/learn/develop/multicontainer/',
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://docs.balena.io/learn/develop/runtime/',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    if (project.composeFiles.length > 0 || dirname(path) !== project.root || project.isBlock) return findings;
    if (isOtherTemplate({ path, file }, project)) return findings;
    const context = project.contextOf(path);
    const stage = file.stages.at(-1);
    if (!stage || stage.from.index < 0 || basename(path) !== builtHere(context.entries, project)) return findings;
    const facts = factsOfDockerfile({ kind: 'found', path, file, context, stage }, project);
    const reasons = reasonsIn(facts);
    const service = { name: 'main', definitions: [] };
    const grants = grantsFor({ needs: reasons.needs, facts, service, dialect: 'balena' });
    const at = stage.from.keyword.span;
    const start = 'Without a Compose file balena runs this on the host’s network and';
    if (grants.obstacles.length > 0 || reasons.needs.some(it => it.need.confidence === 'low')) {
      findings.push({ at, message: blockedMessage(start, reasons, grants) });
      return findings;
    }
    const message =
      reasons.needs.length === 0
        ? unexplainedMessage(start, reasons, undefined)
        : replaceableMessage(start, { reasons, grants, dialect: 'balena' });
    const created = join(project.root, 'docker-compose.yml');
    const isFree = !context.entries.some(it => it.name === basename(created));
    findings.push({ at, message, fixes: isFree ? () => composeFileFix(created, file, grants.additions) : undefined });
    return findings;
  },
});

/** The file balena's builders take of those in the root, as far as the device is known. */
function builtHere(
  entries: readonly { readonly name: string; readonly kind: 'file' | 'folder' }[],
  { device }: Project,
): string | undefined {
  const names = entries
    .filter(it => it.kind === 'file' && /^Dockerfile(?:\.|$)/.test(it.name))
    .map(it => it.name)
    .filter(
      name => name === 'Dockerfile' || (builderSuffix(name) !== undefined && name === `Dockerfile.${suffixOf(name)}`),
    );
  const wanted = [
    ...(device ? [`Dockerfile.${device.slug}`, `Dockerfile.${device.arch}`] : []),
    'Dockerfile.template',
    'Dockerfile',
  ];
  return wanted.find(it => names.includes(it)) ?? names[0];
}

function composeFileFix(path: string, file: Dockerfile, additions: readonly Addition[]): readonly Fix[] {
  const text = composeText(file, additions);
  if (text === undefined) return [];
  const guess = additions.some(it => it.isGuess) ? ' (check the device numbers)' : '';
  return [
    {
      title: `Create docker-compose.yml with only the grants it needs${guess}`,
      safety: 'suggestion',
      edits: [{ ...insert(0, text), path }],
      creates: [path],
    },
  ];
}

/** One service built from the root, with the volume and, in place of the host's network, the ports it had. */
function composeText(file: Dockerfile, additions: readonly Addition[]): string | undefined {
  const isOnHost = additions.some(it => it.key === 'network_mode');
  const ports = isOnHost ? [] : portsOf(file);
  const lines = [
    "version: '2.4'",
    'services:',
    '  main:',
    '    build: .',
    ...(ports.length === 0 ? [] : ['    ports:', ...ports.map(port => `      - '${port}'`)]),
    '    volumes:',
    '      - resin-data:/data',
    '    privileged: true',
    'volumes:',
    '  # The name that balena gave it, so that what it holds stays.',
    '  resin-data:',
    '',
  ];
  const text = lines.join('\n');
  const { yaml, services } = parseCompose(text);
  const mapping = services[0]?.entry.value;
  const privileged = mapping?.kind === 'mapping' ? mapping.entry('privileged') : undefined;
  if (mapping?.kind !== 'mapping' || !privileged) return undefined;
  const edits = replaceByGrants(yaml, mapping, privileged, additions);
  return edits && applyEdits(text, edits);
}

/** What EXPOSE of the final stage and those below it names, each once, published under the same number. */
function portsOf(file: Dockerfile): readonly string[] {
  const last = file.stages.at(-1);
  const chain = new Set(last ? stageChain(last).flatMap(it => it.instructions) : []);
  const ports = exposedPortsOf(file)
    .filter(it => chain.has(it.instruction) && /^\d+(?:-\d+)?$/.test(it.port.value))
    .map(
      ({ port: { value }, protocol }) => `${value}:${value}${protocol?.value.toLowerCase() === 'udp' ? '/udp' : ''}`,
    );
  return [...new Set(ports)];
}
