/**
 * What a peer's case sets besides its text, out of its note: hadolint's configuration as the Haskell of its tests writes
 * it, BuildKit's build arguments and `.dockerignore`, and which checks of dockerfile-utils were off.
 */
import { type Config, defaultConfig } from '../../server/src/analysis/config.ts';

/** hadolint's names for the kinds of label values, as ours. */
const labelKinds: Readonly<Record<string, Config['labels'][string]>> = {
  RawText: 'text',
  Url: 'url',
  Rfc3339: 'rfc3339',
  Spdx: 'spdx',
  GitHash: 'hash',
  SemVer: 'semver',
  Email: 'email',
};

export function configOf(note: string): Config {
  const labels = [...note.matchAll(/\("([^"]+)", (?:Rule\.)?(\w+)\)/g)].flatMap(([, name, kind]) => {
    const ours = labelKinds[kind ?? ''];
    return name !== undefined && ours ? [[name, ours] as const] : [];
  });
  const registries = /allowedRegistries = \[([^\]]*)\]/.exec(note)?.[1] ?? '';
  return {
    ...defaultConfig,
    allRules: 'on',
    trustedRegistries: [...registries.matchAll(/"([^"]+)"/g)].map(it => it[1] ?? ''),
    labels: Object.fromEntries(labels),
    strictLabels: note.includes('strictLabels = True'),
  };
}

/** The files that stand beside the Dockerfile: its ignore file, and a Compose file that hands over the build arguments. */
export function filesOf(note: string): Readonly<Record<string, string>> {
  const ignored = /(?:^|; )dockerignore=("(?:[^"\\]|\\.)*")/.exec(note)?.[1];
  const given = [...note.matchAll(/"build-arg:(\w+)":("(?:[^"\\]|\\.)*")/g)];
  const args = given.map(([, name, value]) => `        ${name}: ${value}\n`).join('');
  return {
    ...(ignored && { '.dockerignore': JSON.parse(ignored) as string }),
    ...(args && { 'compose.yaml': `services:\n  app:\n    build:\n      context: .\n      args:\n${args}` }),
  };
}

/** The checks of dockerfile-utils that were switched off in the case: `MULTIPLE_INSTRUCTIONS/CMD` for one instruction of it. */
export function switchedOff(note: string): ReadonlySet<string> {
  return new Set(/(?:^|; )off=([^;]*)/.exec(note)?.[1]?.split(',') ?? []);
}
