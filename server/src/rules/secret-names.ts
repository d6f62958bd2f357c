/** Names of variables that mark their values as secrets. */

/** BuildKit's own words, of which a name is made with underscores between them. */
const secretWords = new Set([
  'apikey',
  'auth',
  'credential',
  'credentials',
  'key',
  'passwd',
  'password',
  'pword',
  'secret',
  'token',
]);
/** BuildKit's, and `sock`: a socket, as of SSH_AUTH_SOCK, is a path. */
const harmlessWords = new Set(['file', 'public', 'version', 'sock']);

/** What is in each of the words. */
const mayBeSecret = /key|auth|cred|pass|pword|secret|token/i;

/** Whether the name of a variable says that its value is a secret. */
export function soundsSecret(name: string): boolean {
  if (!mayBeSecret.test(name)) return false;
  const words = name.toLowerCase().split('_');
  return words.some(word => secretWords.has(word)) && !words.some(word => harmlessWords.has(word));
}
