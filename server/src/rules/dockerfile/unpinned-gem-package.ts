import { hasOption } from '../../syntax/shell/command-line.ts';
import type { PackageUse } from '../../syntax/shell/package-uses.ts';
import type { ShellWord } from '../../syntax/shell/shell.ts';
import { rule } from '../rule.ts';
import { isFileOrUrl, unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedGemPackage = rule({
  id: 'dockerfile/unpinned-gem-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['gem'] },
  aka: ['hadolint:DL3028', 'kics:22cd11f7'],
  summary: 'gem install names a gem without its version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [{ Dockerfile: 'FROM ruby:3.4\nRUN gem install bundler\n' }],
  good: [
    { Dockerfile: 'FROM ruby:3.4\nRUN gem install bundler:2.6.9\n' },
    { Dockerfile: 'FROM ruby:3.4\nRUN gem install bundler --version 2.6.9\n' },
    { Dockerfile: 'FROM ruby:3.4\nRUN gem install nokogiri:1.18.9 -- --use-system-libraries yes\n' },
  ],
  references: ['https://guides.rubygems.org/command-reference/#gem-install'],

  check: ({ file }) =>
    unpinnedPackages(file, {
      manager: 'gem',
      installs: it => it.action === 'install' && !hasOption(it.line, '-v', '--version', '-g', '--file'),
      isUnpinned: it => !it.includes(':') && !it.endsWith('.gem') && !isFileOrUrl(it),
      pinned: name => `${name}:<version>`,
      among: gems,
    }),
});

/** Without what stands behind `--`, which goes to the gem's own build, and what an unknown option may take as its value. */
function gems({ command, operands }: PackageUse): readonly ShellWord[] {
  const { words } = command;
  const dashes = words.find(it => it.value === '--');
  const isSwitch = (it: ShellWord) =>
    /^(?:true|false)$/.test(it.value) && /^--[^=]+$/.test(words[words.indexOf(it) - 1]?.value ?? '');
  return operands.filter(it => (!dashes || it.span.start < dashes.span.start) && !isSwitch(it));
}
