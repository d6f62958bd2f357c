import { secretPath } from '../../project/manifest-files.ts';
import type { Project } from '../../project/project.ts';
import { buildMetadataOf, registrySecretMistakes } from '../../syntax/balena/build-metadata.ts';
import type { Manifest } from '../../syntax/balena/manifest.ts';
import { buildMetadataNames, manifestRole, metadataFolders } from '../../syntax/balena/manifest-role.ts';
import { basename, dirname, isWithin, join } from '../../text/path.ts';
import { type Span, span } from '../../text/span.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const invalidBuildMetadata = rule({
  id: 'balena/invalid-build-metadata',
  reads: 'manifest',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A file in `.balena` has a shape that balena’s builder refuses, or names a secret that is not there',
  why: 'Build variables, build secrets and the passwords of registries are read before anything is built, and one wrong value in them stops the build of every service.',
  bad: [
    { '.balena/balena.yml': 'build-variables:\n  global:\n    RETRIES: 3\n' },
    {
      '.balena/balena.yml': 'build-secrets:\n  global:\n    - source: npm-token\n      dest: npm-token\n',
    },
    { '.balena/registry-secrets.json': '{"ghcr.io": {"user": "ann", "password": "x"}}\n' },
    { '.balena/balena.yml': 'build-variables:\n  global: [A=1]\n', '.resin/qemu-execve': '' },
  ],
  good: [
    {
      '.balena/balena.yml':
        "build-variables:\n  global:\n    - A=1\n  services:\n    web:\n      RETRIES: '3'\nbuild-secrets:\n  services:\n    web:\n      - source: npm-token\n        dest: npm-token\n",
      '.balena/secrets/npm-token': 'x\n',
    },
    { '.balena/registry-secrets.yml': "ghcr.io:\n  username: ann\n  password: '1234'\n" },
  ],
  references: [
    'https://docs.balena.io/learn/deploy/deployment/#build-time-secrets-and-variables',
    'https://docs.balena.io/learn/deploy/deployment/#private-base-images',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    const role = manifestRole(path);
    if (role !== 'build-metadata' && role !== 'registry-secrets') return findings;
    // What is no YAML at all is said by another rule.
    if (file.problems.some(it => it.code !== 'duplicate-key')) return findings;
    const add = (at: Span, message: string): void => void findings.push({ at, message });
    const top = file.root?.entries[0]?.key.span ?? file.yaml.documents[0]?.root?.span ?? span(0, 0);
    const otherFolder = metadataFolders
      .map(name => join(dirname(dirname(path)), name))
      .find(it => it !== dirname(path) && project.entryAt(it) === 'folder');
    if (otherFolder !== undefined && isNewer(path))
      add(
        top,
        `There is a ${basename(otherFolder)} beside ${basename(dirname(path))}, and balena stops where it finds both; keep one`,
      );
    if (path.endsWith('.json') && !isJson(file.yaml.text))
      add(top, `This is not strict JSON, as which balena reads ${basename(path)}`);
    const root = file.yaml.documents[0]?.root;
    if (role === 'registry-secrets') {
      for (const { at, message } of registrySecretMistakes(root)) add(at, message);
      return findings;
    }
    inBuildMetadata({ path, file }, project, top, add);
    return findings;
  },
});

function inBuildMetadata(
  { path, file }: InProject<Manifest>,
  project: Project,
  top: Span,
  add: (at: Span, message: string) => void,
): void {
  const folder = dirname(path);
  const name = basename(path);
  const first = buildMetadataNames.find(it => it === name || project.entryAt(join(folder, it)) === 'file');
  if (first !== undefined && first !== name)
    add(top, `There is a ${first} beside this file, and balena stops where it finds two of them; keep one`);
  if (file.type?.value.startsWith('sw.')) {
    add(
      top,
      `This is a contract, which balena reads from balena.yml in the root of the project; in ${basename(folder)} it is passed over`,
    );
    return;
  }
  const { mistakes, secrets } = buildMetadataOf(file.yaml.documents[0]?.root);
  for (const { at, message } of mistakes) add(at, `${message}, or balena stops before it builds`);
  for (const { source } of secrets) {
    const at = secretPath(path, source.source);
    if (!isWithin(join(folder, 'secrets'), at)) {
      add(
        source.span,
        `"${source.source}" leads out of ${basename(folder)}/secrets, where balena looks for build secrets`,
      );
    } else if (project.entryAt(at) === 'missing' || project.entryAt(at) === 'folder') {
      add(
        source.span,
        `There is no file ${basename(folder)}/secrets/${source.source}, so no service is built; add it, or correct the name`,
      );
    }
  }
}

/** The folder with today's name is the one that is mended. */
function isNewer(path: string): boolean {
  return basename(dirname(path)) === metadataFolders[0];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
