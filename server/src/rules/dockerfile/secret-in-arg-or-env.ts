import type { Project } from '../../project/project.ts';
import type { Instruction, Pair } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { soundsSecret } from '../secret-names.ts';

export const secretInArgOrEnv = rule({
  id: 'dockerfile/secret-in-arg-or-env',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['ARG', 'ENV'] },
  aka: ['hadolint:DL3064', 'buildkit:SecretsUsedInArgOrEnv', 'kics:c3e1b6ae', 'trivy:DS-0031'],
  summary: 'ARG or ENV is named like a secret',
  why: 'Values of ARG and ENV are written into the image and its history, where everybody who can pull it reads them. Use `RUN --mount=type=secret,id=token,env=API_TOKEN …` for what only the build needs, and hand the rest to the container when it starts. balena’s builders take build secrets from `.balena/balena.yml`.',
  bad: [
    { Dockerfile: 'FROM debian:13\nARG API_TOKEN\n' },
    { Dockerfile: 'FROM debian:13\nENV DB_USER=app db_password=hunter2\n' },
    { Dockerfile: 'ARG GIT_KEY\nFROM debian:13\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nARG SIGNING_PUBLIC_KEY\nENV DB_PASSWORD_FILE=/run/secrets/db AUTH_VERSION=2\n' },
    { Dockerfile: 'FROM debian:13\nENV KEYBOARD=de TOKENIZER=bpe\n' },
    { Dockerfile: 'FROM debian:13\nRUN --mount=type=secret,id=token,env=API_TOKEN ./fetch\n' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    'https://docs.docker.com/build/building/secrets/',
  ],

  check({ file }, project) {
    const findings: Finding[] = [];
    for (const instruction of file.instructions) {
      const it = instruction.trigger ?? instruction;
      if (it.name !== 'ARG' && it.name !== 'ENV') continue;
      for (const pair of it.pairs)
        if (soundsSecret(pair.key.value) && !isFingerprint(pair)) findings.push(finding(it, pair, project));
    }
    return findings;
  },
});

/** The fingerprint of an OpenPGP key, which tells whose signature is expected, is as public as the key itself. */
function isFingerprint({ key, value }: Pair): boolean {
  return /gpg|pgp/i.test(key.value) && /^(?:0x)?(?:[0-9A-F]{16}|[0-9A-F]{40})$/i.test(value?.value ?? '');
}

function finding({ name }: Instruction, { key, value }: Pair, { dialect }: Project): Finding {
  const isUnset = name === 'ENV' && value?.value === '';
  if (isUnset) {
    return {
      at: key.span,
      severity: 'hint',
      message: `"${key.value}" is emptied here, but what an earlier layer set stays in the image; do not set it in the first place`,
    };
  }
  const place = name === 'ARG' ? 'the history of the image' : 'the image';
  const instead =
    dialect === 'balena'
      ? 'use the build secrets of .balena/balena.yml or a device variable'
      : name === 'ARG'
        ? 'mount it with RUN --mount=type=secret where it is needed'
        : 'use RUN --mount=type=secret, or set it when the container starts';
  return { at: key.span, message: `The value of "${key.value}" can be read in ${place}; ${instead}` };
}
