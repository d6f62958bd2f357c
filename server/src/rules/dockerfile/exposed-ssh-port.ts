/** EXPOSE of the port an SSH server listens on. */
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { type ExposedPort, exposedPortsOf, portProblem } from '../../syntax/dockerfile/exposed-ports.ts';
import { removeInstruction, removeWord } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const exposedSshPort = rule({
  id: 'dockerfile/exposed-ssh-port',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['EXPOSE'] },
  aka: ['kics:5907595b', 'checkov:CKV_DOCKER_1', 'trivy:DS-0004'],
  summary: 'The image exposes the port of an SSH server',
  why: 'Whoever gets in by SSH works past the container engine, with keys or passwords that have to be kept in the image. `docker exec`, or the terminal of the fleet, needs neither.',
  bad: [{ Dockerfile: 'FROM debian:12\nEXPOSE 22\n' }, { Dockerfile: 'FROM debian:12\nEXPOSE 80 22/tcp\n' }],
  good: [
    { Dockerfile: 'FROM debian:12\nEXPOSE 80 2222\n' },
    { Dockerfile: 'FROM debian:12\nEXPOSE 22/udp\n' },
    { Dockerfile: 'FROM debian:12\nARG PORT\nEXPOSE $PORT\n' },
  ],
  references: ['https://docs.docker.com/reference/cli/docker/container/exec/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const exposed of exposedPortsOf(file)) {
      if (!isSsh(exposed)) continue;
      findings.push({
        at: exposed.word.span,
        message:
          'Port 22 invites to log in by SSH, past the container engine and with secrets kept in the image; use "docker exec" and delete the port',
        fixes: deletion(file, exposed),
      });
    }
    return findings;
  },
});

function isSsh({ port, protocol }: ExposedPort): boolean {
  return /^0*22$/.test(port.value) && !portProblem(port.value) && /^(?:tcp)?$/i.test(protocol?.value ?? '');
}

function deletion(file: Dockerfile, { instruction, word, isWritten }: ExposedPort): readonly Fix[] {
  if (!isWritten) return [];
  const isOnly = instruction.arguments.length === 1;
  const edit = isOnly ? removeInstruction(file, instruction) : removeWord(file, word.span);
  return edit ? [{ title: `Delete "${word.value}"`, safety: 'suggestion', edits: [edit] }] : [];
}
