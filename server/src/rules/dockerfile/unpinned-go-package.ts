import { rule } from '../rule.ts';
import { unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedGoPackage = rule({
  id: 'dockerfile/unpinned-go-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['go'] },
  aka: ['hadolint:DL3062'],
  summary: 'go install, get or run names a package without a version, or the latest one',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [
    { Dockerfile: 'FROM golang:1.25\nRUN go install example.com/cmd/tool@latest\n' },
    { Dockerfile: 'FROM golang:1.25\nRUN go get example.com/lib\n' },
  ],
  good: [
    { Dockerfile: 'FROM golang:1.25\nRUN go install example.com/cmd/tool@v1.4.2\n' },
    { Dockerfile: 'FROM golang:1.25\nRUN go install ./cmd/... && go run main.go serve\n' },
  ],
  references: ['https://go.dev/ref/mod#go-install'],

  check: ({ file }) =>
    unpinnedPackages(file, {
      manager: 'go',
      installs: it => it.action === 'install',
      isUnpinned,
      pinned: name => `${name.split('@', 1)[0]}@<version>`,
      // What stands behind the package of `go run` is for that program.
      among: it => (it.subcommand.value === 'run' ? it.operands.slice(0, 1) : it.operands),
    }),
});

/** Names that stand for packages of this module or of Go itself. */
const reserved = /^(?:all|cmd|std|tool|work)(?:$|\/)/;

function isUnpinned(operand: string): boolean {
  if (/^[./~]/.test(operand) || operand.endsWith('.go') || reserved.test(operand)) return false;
  const at = operand.indexOf('@');
  return at < 0 || operand.slice(at) === '@latest';
}
