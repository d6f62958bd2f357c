import { hasOption } from '../../syntax/shell/command-line.ts';
import { rule } from '../rule.ts';
import { unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedPipPackage = rule({
  id: 'dockerfile/unpinned-pip-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['pip'] },
  aka: ['hadolint:DL3013', 'kics:02d9c71f'],
  summary: 'pip install names a package without a version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [
    { Dockerfile: 'FROM python:3.13\nRUN pip install flask\n' },
    { Dockerfile: 'FROM python:3.13\nRUN python3 -m pip install git+https://example.com/tool.git#egg=tool\n' },
  ],
  good: [
    { Dockerfile: 'FROM python:3.13\nRUN pip install flask==3.1.1 "redis>=6"\n' },
    { Dockerfile: 'FROM python:3.13\nRUN pip install -r requirements.txt gunicorn\n' },
    { Dockerfile: 'FROM python:3.13\nRUN pip install -c constraints.txt flask\n' },
    { Dockerfile: 'FROM python:3.13\nRUN pip install . ./wheels/own.whl vendor/lib\n' },
    { Dockerfile: 'FROM python:3.13\nRUN pip install git+https://example.com/tool.git@v2.0\n' },
  ],
  references: [
    'https://pip.pypa.io/en/stable/reference/requirement-specifiers/',
    'https://pip.pypa.io/en/stable/topics/vcs-support/',
  ],

  check: ({ file }) =>
    unpinnedPackages(file, {
      manager: 'pip',
      installs: it => it.action === 'install' && !hasOption(it.line, ...pinningFiles),
      isUnpinned,
      pinned: name =>
        isRepository(name) ? `${name.split('#', 1)[0]}@<ref>` : `${name.split(';', 1)[0]?.trim()}==<version>`,
    }),
});

/** Files that may say the version of a package that stands beside them. */
const pinningFiles = ['-c', '--constraint', '--constraints', '-r', '--requirement'];

const archive = /\.(?:whl|zip|tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz|Z|lzma))$/i;

function isUnpinned(operand: string): boolean {
  if (isRepository(operand)) return !hasRef(operand);
  // A folder, a file or an address; `name @ address` is one as well.
  if (/[/\\@]|^\./.test(operand) || archive.test(operand)) return false;
  // Behind `;` stand conditions like `python_version<"3.9"`.
  return !/[<>=!~]/.test(operand.split(';', 1)[0] ?? '');
}

function isRepository(operand: string): boolean {
  return /^(?:git|hg|svn|bzr)\+|^git:\/\//.test(operand);
}

/** `git+ssh://git@host/path@ref#egg=name`: an `@` in the path, not the one behind the user. */
function hasRef(address: string): boolean {
  const plain = address.split('#', 1)[0] ?? '';
  const host = plain.indexOf('://') + 3;
  const path = plain.indexOf('/', host);
  return path >= 0 && plain.includes('@', path);
}
