import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { leavesOut, runMounts } from '../../syntax/dockerfile/run-mounts.ts';
import { scopeAt } from '../../syntax/dockerfile/variables.ts';
import { hasOption, optionOf } from '../../syntax/shell/command-line.ts';
import { packageCommand } from '../../syntax/shell/package-command.ts';
import { type PackageUse, packageUses, programsBehind, writtenCommand } from '../../syntax/shell/package-uses.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { assignmentOf } from '../../syntax/shell/shell-word.ts';
import { cleansUp } from '../cache-left-behind.ts';
import { insertOption, programToSubcommand } from '../command-edits.ts';
import { isConfiguredBefore } from '../configured-before.ts';
import { deletes } from '../removed-paths.ts';
import { type Finding, rule } from '../rule.ts';
import { addedOptions, assignedValue } from '../shell-values.ts';

export const pipCacheLeftBehind = rule({
  id: 'dockerfile/pip-cache-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['pip'] },
  aka: ['hadolint:DL3042', 'kics:f2f903fb'],
  summary: 'pip install keeps the packages it downloads in its cache',
  why: 'pip keeps what it downloads and builds in ~/.cache/pip for the next installation, which never comes in an image.',
  bad: [
    { Dockerfile: 'FROM python:3.13\nRUN pip install -r requirements.txt\n' },
    { Dockerfile: 'FROM python:3.13\nENV PIP_NO_CACHE_DIR=off\nRUN python -m pip install flask\n' },
  ],
  good: [
    { Dockerfile: 'FROM python:3.13\nRUN pip install --no-cache-dir -r requirements.txt\n' },
    { Dockerfile: 'FROM python:3.13 AS base\nENV PIP_NO_CACHE_DIR=1\nFROM base\nRUN pip install flask\n' },
    { Dockerfile: 'FROM python:3.13\nRUN PIP_NO_CACHE_DIR=yes pip install flask\n' },
    { Dockerfile: 'FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n' },
    { Dockerfile: 'FROM python:3.13\nRUN pipx install black && pipenv install\n' },
  ],
  references: ['https://pip.pypa.io/en/stable/topics/caching/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const use of packageUses(file)) {
      if (!isPip(use) || use.action !== 'install' || areWheels(use) || isCached(use, file)) continue;
      const cacheDir = optionOf(use.line, '--cache-dir');
      findings.push({
        at: programToSubcommand(file, use),
        message: `"${use.program} install" leaves what it downloads in ${cacheDir?.value ?? '~/.cache/pip'}, so that the layer is larger than needed; add "--no-cache-dir"`,
        fixes: () => {
          const edit = cacheDir ? undefined : insertOption(file, use, use.subcommand, '--no-cache-dir');
          return edit ? [{ title: 'Add "--no-cache-dir"', safety: 'safe', edits: [edit] }] : [];
        },
      });
    }
    return findings;
  },
});

function isPip({ manager, program }: PackageUse): boolean {
  return manager === 'pip' && program !== 'pipx' && program !== 'uv-pip';
}

/** A folder of wheels that is installed as a whole holds what they depend on as well: pip downloads nothing. */
function areWheels({ operands, line }: PackageUse): boolean {
  if (operands.length === 0 || hasOption(line, '-r', '--requirement', '-e', '--editable')) return false;
  return operands.every(({ value }) => /(?:^|\/)wheel(?:s|house)?\/|\/\*\.whl$/.test(value));
}

/** Options with which nothing is downloaded. */
const informing = ['-h', '--help', '--dry-run', '--no-index'];

/** Whether the cache is switched off, stays out of the image or is emptied, or whether that is not knowable. */
function isCached(use: PackageUse, file: Dockerfile): boolean {
  // pip takes every beginning of an option that is not that of another one.
  if (use.line.options.some(({ name }) => name.startsWith('--no-cache') || informing.includes(name))) return true;
  const added = addedOptions(use, file);
  if (added.isOpen || added.words.some(it => it.startsWith('--no-cache'))) return true;
  return isSwitchedOff(use, file) || staysOut(use, file) || isEmptied(use, file);
}

const configured = { words: /no-cache-dir\s*[= ]\s*["']?(?:true|1|yes|on)/i, isConfiguration: /pip\.conf/ };

/** The variable of the command, of the script, or of the image has a value that pip takes for true. */
function isSwitchedOff(use: PackageUse, file: Dockerfile): boolean {
  const { run, command } = use;
  const name = 'PIP_NO_CACHE_DIR';
  // Nearly no script names it.
  const { logical, exec, heredocs } = run.instruction;
  if (exec || logical.text.includes(name) || heredocs.some(({ content }) => content.includes(name))) {
    const own = [...assignmentsBefore(writtenCommand(use)), ...command.assignments].findLast(it => it.name === name);
    if (own) return !own.value.isLiteral || isTrue(own.value.value);
    const assigned = assignedValue(run, name);
    if (assigned !== undefined) return isTrue(assigned);
  }
  const state = scopeAt(file, run.instruction.span.start).find(name)?.state;
  if (state) return state.kind === 'unknown' || (state.kind === 'known' && isTrue(state.value));
  return isConfiguredBefore(file, run, configured);
}

/** Those of the command, and those that `sudo` or `env` take as words. */
function assignmentsBefore({ assignments, words }: ShellCommand) {
  return [...assignments, ...words.slice(1).flatMap(it => assignmentOf(it) ?? [])];
}

function isTrue(value: string): boolean {
  return /^(?:1|y|yes|t|true|on)$/i.test(value.trim());
}

function staysOut({ line, run }: PackageUse, file: Dockerfile): boolean {
  if (runMounts(run.instruction).length === 0) return false;
  const scope = scopeAt(file, run.instruction.span.start);
  const named = ['PIP_CACHE_DIR', 'XDG_CACHE_HOME'].flatMap(name => {
    const state = scope.find(name)?.state;
    return state?.kind === 'known' ? [state.value] : [];
  });
  const folders = [optionOf(line, '--cache-dir')?.value ?? '', ...named].filter(it => it.startsWith('/'));
  return leavesOut(
    run.instruction,
    target =>
      /(?:^|\/)\.cache(?:$|\/pip)|pip/.test(target) ||
      folders.some(folder => folder === target || folder.startsWith(`${target}/`)),
  );
}

/** `pip cache purge`, or the folder is deleted. */
function isEmptied(use: PackageUse, file: Dockerfile): boolean {
  const behind = programsBehind(use);
  const purges = behind.some(command => {
    const found = packageCommand(command);
    return found?.manager === 'pip' && found.action === 'clean' && found.operands[0]?.value === 'purge';
  });
  return purges || behind.some(cleansUp) || deletes(behind, use.run, file, isCacheFolder);
}

/** In whatever home. */
function isCacheFolder(path: string): boolean {
  return /\.cache(?:\/?\*?$|\/pip|\/\{)|pip[-_]?cache/.test(path);
}
