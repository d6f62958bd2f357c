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
