import { rule } from '../rule.ts';
import { unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedNpmPackage = rule({
  id: 'dockerfile/unpinned-npm-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['npm'] },
  aka: ['hadolint:DL3016', 'kics:e36d8880'],
  summary: 'npm install names a package without a version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [
    { Dockerfile: 'FROM node:22\nRUN npm install -g typescript\n' },
    { Dockerfile: 'FROM node:22\nRUN npm install @scope/tool\n' },
    { Dockerfile: 'FROM node:22\nRUN npm install git+https://example.com/tool.git\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nRUN npm install -g typescript@5.9.2 @scope/tool@1\n' },
    { Dockerfile: 'FROM node:22\nRUN npm install\n' },
    { Dockerfile: 'FROM node:22\nRUN npm install ./folder tool-1.0.0.tgz https://example.com/tool.tar.gz\n' },
    { Dockerfile: 'FROM node:22\nRUN npm install git+https://example.com/tool.git#v2.0\n' },
  ],
  references: ['https://docs.npmjs.com/cli/commands/npm-install'],

  check: ({ file }) =>
    unpinnedPackages(file, {
      manager: 'npm',
      installs: it => it.action === 'install' && !/^(?:ci|ic|cit)$|clean-install|install-c/.test(it.subcommand.value),
      isUnpinned,
      pinned: name => (isRepository(name) ? `${name}#<ref>` : `${name}@<version>`),
      // Values of boolean options: `--unsafe-perm true`.
      among: it => it.operands.filter(({ value }) => value !== 'true' && value !== 'false'),
    }),
});

function isUnpinned(operand: string): boolean {
  if (isRepository(operand)) return !operand.includes('#');
  if (/^[./~\\]|^file:/.test(operand) || /\.(?:tar|tgz|tar\.gz)$/.test(operand) || /^https?:/.test(operand))
    return false;
  return !operand.includes('@', 1);
}

/** An address of a repository, or `owner/name` on GitHub; npm takes any other address for an archive. */
function isRepository(operand: string): boolean {
  return /^git(?:\+\w+)?:|^(?:github|gitlab|bitbucket|gist):|\.git(?:#|$)|^\w[\w.-]*\/[\w.-]+(?:#|$)/.test(operand);
}
