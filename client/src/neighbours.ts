// Other extensions that report diagnostics in our files: who they are, what they report, and which of our findings they
// have already shown at the same place. No `vscode` import: what is installed and what is shown is handed in.

export type Language = 'dockerfile' | 'compose';

export interface Neighbour {
  readonly id: string;
  readonly name: string;
  /** What it reports, by language; absent where it reports nothing. */
  readonly reports: Partial<Readonly<Record<Language, string>>>;
}

/** Each as of its version of 2026. */
const known: readonly Neighbour[] = [
  {
    id: 'ms-azuretools.vscode-containers',
    name: 'Container Tools',
    reports: { dockerfile: 'syntax and style', compose: 'YAML syntax' },
  },
  {
    id: 'ms-azuretools.vscode-docker',
    name: 'Docker',
    reports: { dockerfile: 'syntax and style', compose: 'YAML syntax' },
  },
  {
    id: 'docker.docker',
    name: 'Docker DX',
    reports: { dockerfile: 'build checks, while Docker runs', compose: 'YAML syntax' },
  },
  { id: 'redhat.vscode-yaml', name: 'YAML', reports: { compose: 'the Compose schema' } },
  { id: 'exiasr.hadolint', name: 'hadolint', reports: { dockerfile: 'hadolint rules, if hadolint is installed' } },
];

/** The extensions among those installed that report in our files. */
export function neighbours(installed: (id: string) => { readonly version: string } | undefined): readonly Neighbour[] {
  return known.filter(({ id }) => {
    const found = installed(id);
    if (!found) return false;
    // Since its version 2 it only brings Container Tools along.
    return id !== 'ms-azuretools.vscode-docker' || Number.parseInt(found.version, 10) < 2;
  });
}

/** A diagnostic of anybody, as far as it matters here. */
export interface Reported {
  readonly source: string | undefined;
  readonly code: string | undefined;
  readonly lines: { readonly first: number; readonly last: number };
}

/** What every reader of YAML stumbles over too, each with codes and words of its own. */
const yamlMistakes: ReadonlySet<string> = new Set([
  'compose/invalid-yaml',
  'compose/duplicate-key',
  'compose/tab-indentation',
]);

/** Names that `aka` entries start with, and how their reporters call themselves in `source`. */
const sources: Readonly<Record<string, RegExp>> = {
  yaml: /yaml|compose|docker/i,
  hadolint: /hadolint/i,
  buildkit: /docker|buildx|buildkit/i,
  'dockerfile-utils': /dockerfile/i,
};

/**
 * Those of our findings that nobody else reports in the same lines. What somebody else could report but does not,
 * because its engine or its program is not there, stays ours.
 * @param akaOf what a rule is called elsewhere, as `peer:code`
 */
export function withoutRepeats<T>(
  ours: readonly T[],
  others: readonly Reported[],
  as: (finding: T) => Reported,
  akaOf: (rule: string) => readonly string[],
): readonly T[] {
  if (others.length === 0) return ours;
  return ours.filter(finding => {
    const { code, lines } = as(finding);
    const aka = code === undefined ? [] : [...akaOf(code), ...(yamlMistakes.has(code) ? ['yaml:*'] : [])];
    return !others.some(other => isNear(lines, other.lines) && aka.some(name => isNamed(other, name)));
  });
}

function isNear(a: Reported['lines'], b: Reported['lines']): boolean {
  return a.first <= b.last && b.first <= a.last;
}

function isNamed(reported: Reported, name: string): boolean {
  const [peer = '', code = ''] = name.split(':', 2);
  if (!sources[peer]?.test(reported.source ?? '')) return false;
  const theirs = reported.code?.toLowerCase() ?? '';
  return code.endsWith('*') ? theirs.startsWith(code.slice(0, -1).toLowerCase()) : theirs === code.toLowerCase();
}
