/** Commands that fetch files, and those that check what was fetched: what rules about downloads have in common. */
import type { ShellCommand } from '../syntax/shell/shell.ts';

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
  const values = words.slice(1).map(it => it.value);
  const behind = (...options: readonly string[]): string | undefined => {
    const at = values.findIndex(it => options.includes(it));
    return at >= 0 ? values[at + 1] : undefined;
  };
  const nameInAddress = (): readonly string[] => {
    const address = values.find(it => /^(?:https?|ftp):\/\//.test(it));
    const last = lastPart(address?.replace(/[?#].*$/, '') ?? '');
    return last === '' ? nothing : [last];
  };
  if (name === 'wget') {
    const output =
      behind('-O', '--output-document') ?? values.find(it => /^-[a-zA-Z]*O./.test(it))?.replace(/^-[a-zA-Z]*?O/, '');
    if (output !== undefined) return output === '-' ? [] : [output];
    if (values.some(it => /^-[a-zA-Z]*O$/.test(it) || it.startsWith('--output-document='))) return [];
    const prefix = behind('-P', '--directory-prefix');
    return nameInAddress().map(it => (prefix === undefined ? it : `${prefix}/${it}`));
  }
  if (name === 'curl') {
    const cluster = values.findIndex(it => /^-[a-zA-Z]*o$/.test(it));
    const output = behind('--output') ?? (cluster >= 0 ? values[cluster + 1] : undefined);
    if (output !== undefined) return output === '-' || output === '/dev/null' ? [] : [output];
    const isNamed = values.some(it => /^-[a-zA-Z]*O[a-zA-Z]*$/.test(it) || it === '--remote-name');
    return isNamed ? nameInAddress() : nothing;
  }
  if (values[0] !== 'clone') return [];
  const at = values.findIndex(it => /:\/\/|^git@/.test(it));
  const folder = values[at + 1];
  if (at < 0) return [];
  if (folder !== undefined && !folder.startsWith('-')) return [folder];
  return [lastPart(values[at]?.replace(/\/+$/, '') ?? '').replace(/\.git$/, '')];
}

/** Behind the last slash. */
function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
