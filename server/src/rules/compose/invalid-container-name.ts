/** `container_name` that no engine takes. The schema's own pattern is not anchored, so Compose finds out at the start. */
import type { TextValue } from '../../syntax/compose/compose-file.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys, suggestion } from '../service-keys.ts';

export const invalidContainerName = rule({
  id: 'compose/invalid-container-name',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:service-container-name-regex'],
  summary: 'A container name holds characters that no engine takes',
  why: 'A container name is a letter or digit followed by letters, digits, `_`, `.` and `-`, at least two characters in all. Anything else passes Compose and fails when the container is created.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    container_name: my web\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    container_name: "team/web@1"\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    container_name: w\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    container_name: my-web_1.0\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    container_name: ${PREFIX}-web\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#container_name',
    'https://docs.docker.com/reference/cli/docker/container/run/#name',
  ],

  check(compose) {
    const { yaml } = compose.file;
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'container_name')) {
      if (entry.value.kind !== 'scalar' || isContainerName(entry.value.source)) continue;
      const name = service.text('container_name');
      if (name?.known === undefined || name.known === '' || isContainerName(name.known)) continue;
      const meant = mended(name);
      findings.push({
        at: name.span,
        message: messageFor(name.known),
        fixes: () =>
          meant === undefined || isShared(yaml, name.node)
            ? []
            : suggestion(`Change to "${meant}"`, replaceValue(yaml, name.node, meant)),
      });
    }
    return findings;
  },
});

function isContainerName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]+$/.test(name);
}

function messageFor(name: string): string {
  if (name.length === 1)
    return `"${name}" is too short for a container name, so the container cannot be created; engines want two characters or more`;
  const wrong = /^[A-Za-z0-9]/.test(name) ? /[^\w.-]/.exec(name)?.[0] : name.charAt(0);
  const where = wrong === name.charAt(0) ? 'cannot start with' : 'cannot hold';
  const shown = wrong === ' ' ? 'a blank' : `"${wrong}"`;
  return `The container name "${name}" ${where} ${shown}, so the container cannot be created; use letters, digits, "-", "_" and "."`;
}

/** The name with `-` for each run of what is not allowed; undefined when that is no name either, or variables are in it. */
function mended({ isLiteral, value }: TextValue): string | undefined {
  if (!isLiteral) return undefined;
  const name = value
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[^A-Za-z0-9]{1,200}/, '')
    .replace(/-$/, '');
  // A name of digits alone would become a number.
  return isContainerName(name) && !/^[\d._-]+$/.test(name) ? name : undefined;
}
