/** Commands that fetch files, and those that check what was fetched: what rules about downloads have in common. */
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { basename } from '../text/path.ts';

const checkers = new Set(
  'sha1sum sha224sum sha256sum sha384sum sha512sum shasum sha256 sha512 md5sum b2sum b3sum cksum gpgv gpgv2 cosign minisign signify signify-openbsd slsa-verifier rekor-cli'.split(
    ' ',
  ),
);

/** Whether the command compares a checksum, or verifies a signature. */
export function verifiesDownload({ name, words }: ShellCommand): boolean {
  if (checkers.has(name)) return true;
  if (name !== 'gpg' && name !== 'gpg2' && name !== 'openssl' && name !== 'gh' && name !== 'rpm') return false;
  const has = (...wanted: readonly string[]): boolean => words.some(it => wanted.includes(it.value));
  if (name === 'gpg' || name === 'gpg2') return has('--verify', '--decrypt', '-d', '--verify-files');
  if (name === 'openssl') return has('dgst', 'sha256', 'sha512', 'sha1', 'cms', 'smime');
  if (name === 'gh') return has('attestation');
  return has('-K', '--checksig');
}

/** Whether the command may fetch something and write it to its output. */
export function isDownloader({ name }: ShellCommand): boolean {
  return name === 'curl' || name === 'wget' || name === 'aria2c' || name === 'fetch';
}

const nothing: readonly never[] = [];

/** The files that `wget`, `curl` and `git clone` write, as they name them. */
export function filesDownloadedBy(command: ShellCommand): readonly string[] {
  const { name, words } = command;
  if (name !== 'wget' && name !== 'curl' && name !== 'git') return nothing;
  const values: string[] = [];
  for (let i = 1; i < words.length; i++) values.push(words[i]?.value ?? '');
  switch (name) {
    case 'wget':
      return filesOfWget(values);
    case 'curl':
      return filesOfCurl(values);
    case 'git':
      return filesOfGit(values);
  }
}

function filesOfWget(values: readonly string[]): readonly string[] {
  const output =
    valueBehind(values, '-O', '--output-document') ??
    values.find(it => /^-[a-zA-Z]*O./.test(it))?.replace(/^-[a-zA-Z]*?O/, '');
  if (output !== undefined) return output === '-' ? nothing : [output];
  if (values.some(it => /^-[a-zA-Z]*O$/.test(it) || it.startsWith('--output-document='))) return nothing;
  const prefix = valueBehind(values, '-P', '--directory-prefix');
  const file = nameInAddress(values);
  if (file === '') return nothing;
  return [prefix === undefined ? file : `${prefix}/${file}`];
}

function filesOfCurl(values: readonly string[]): readonly string[] {
  const cluster = values.findIndex(it => /^-[a-zA-Z]*o$/.test(it));
  const output = valueBehind(values, '--output') ?? (cluster >= 0 ? values[cluster + 1] : undefined);
  if (output !== undefined) return output === '-' || output === '/dev/null' ? nothing : [output];
  const isNamed = values.some(it => /^-[a-zA-Z]*O[a-zA-Z]*$/.test(it) || it === '--remote-name');
  const file = isNamed ? nameInAddress(values) : '';
  return file === '' ? nothing : [file];
}

function filesOfGit(values: readonly string[]): readonly string[] {
  if (values[0] !== 'clone') return nothing;
  const at = values.findIndex(it => /:\/\/|^git@/.test(it));
  if (at < 0) return nothing;
  const folder = values[at + 1];
  if (folder !== undefined && !folder.startsWith('-')) return [folder];
  return [basename((values[at] ?? '').replace(/\/+$/, '')).replace(/\.git$/, '')];
}

/** The word behind the option, or the other name it has. */
function valueBehind(values: readonly string[], option: string, other = option): string | undefined {
  for (let i = 0; i < values.length; i++) if (values[i] === option || values[i] === other) return values[i + 1];
  return undefined;
}

/** The last part of the first address; empty where there is none. */
function nameInAddress(values: readonly string[]): string {
  const address = values.find(it => /^(?:https?|ftp):\/\//.test(it));
  return address === undefined ? '' : basename(address.replace(/[?#].*$/, ''));
}
