/**
 * The language of suppression comments, ours and the peers': what one comment asks for. Where that reaches in a file is
 * decided in `suppressions.ts`. A comment that is none of these asks for nothing.
 */
import { rememberLast } from '../text/remember.ts';
import { codeAt } from '../text/string-methods.ts';
import type { Comment, Dockerfile } from './dockerfile/dockerfile.ts';

/** What a comment covers. `ours` takes rule ids and the codes of every peer. */
export type Covers =
  | { readonly kind: 'codes'; readonly peer: Peer | 'ours'; readonly codes: readonly string[] }
  /** Everything the peer would say; for `ours`, everything. */
  | { readonly kind: 'all'; readonly peer: Peer | 'ours' }
  /** Everything the peer would say apart from these. */
  | { readonly kind: 'all-but'; readonly peer: Peer; readonly codes: readonly string[] };

export type Peer = 'hadolint' | 'buildkit' | 'dockerfile-utils' | 'dclint' | 'kics' | 'checkov' | 'trivy';

/**
 * - `line`: the comment's own line when something stands before it, else the instruction or line below
 * - `block`: the stage (above a FROM), the instruction, or the YAML entry with all its content
 * - `stage`: the stage of the FROM below
 * - `file`; `file-from-top`: only above the first instruction or key; `file-from-first-line`: only on line 1
 */
export type Reach = 'line' | 'block' | 'stage' | 'file' | 'file-from-top' | 'file-from-first-line';

export interface Claim {
  readonly reach: Reach;
  readonly covers: Covers;
}

const SPACE = 32;
const HASH = 35;
const none: readonly Claim[] = [];
const beginnings = ['slipway', 'hadolint', 'check', 'dockerfile-utils', 'dclint', 'kics-scan'].map(word => ({
  letter: word.charCodeAt(0),
  word,
}));
/** 1 where one of them begins with the letter of this code. */
const letters = new Uint8Array(128);
for (const { letter } of beginnings) letters[letter] = 1;

/** What a comment asks for; `text` is what follows its `#`. */
export function claimsOf(text: string): readonly Claim[] {
  // Nearly every comment is prose: a look at its first letter and for a colon tells.
  if (!mayAsk(text)) return none;
  const comment = text.replace(/^#+/, '').trim();
  for (const read of [ours, hadolint, buildkit, dockerfileUtils, dclint, kics, checkov, trivy]) {
    const claims = read(comment);
    if (claims.length > 0) return claims;
  }
  return [];
}

/** The comments of a Dockerfile that suppress anything; in nearly every file none does. */
export const askingComments = rememberLast((file: Dockerfile): readonly Comment[] => {
  let asking: Comment[] | undefined;
  const { text } = file;
  // Those that may stand anywhere in a comment: one look at the file spares one at each.
  const mayAskAnywhere = file.comments.length > 0 && holdsAnywhere(text);
  for (const it of file.comments) {
    if (!mayAskAnywhere && !mayBegin(text, it.span.start, it.span.end)) continue;
    if (claimsOf(it.text).length === 0) continue;
    asking ??= [];
    asking.push(it);
  }
  return asking ?? noComments;
});

const noComments: readonly Comment[] = [];

/** Whether it begins as one of the comments below, or holds one of those that may stand anywhere. */
function mayAsk(text: string): boolean {
  return mayBegin(text, 0, text.length) || (text.includes(':') && holdsAnywhere(text));
}

function holdsAnywhere(text: string): boolean {
  // A colon is rare, so that a search that begins with one is quick; the short piece is, for it needs no table.
  return text.includes(':skip=') || text.includes(':ignor');
}

/** Whether what follows the `#` at `start`, if there is one, begins as one of the comments below; `end` is the comment's. */
function mayBegin(text: string, start: number, end: number): boolean {
  let at = start;
  while (at < end && codeAt(text, at) === HASH) at++;
  while (at < end && codeAt(text, at) <= SPACE) at++;
  if (at === end) return false;
  const first = codeAt(text, at);
  // A blank of another kind may stand in front; `trim` knows them all.
  if (first > 127) return true;
  if (letters[first] === 1)
    for (const { letter, word } of beginnings) if (first === letter && text.startsWith(word, at)) return true;
  return false;
}

/** The codes behind `=`: separated by commas; the first word that no comma joins to them begins the reason. */
export function readCodes(text: string): readonly string[] {
  const codes: string[] = [];
  for (const part of text.split(',')) {
    const [code, ...rest] = part.trim().split(/\s+/);
    if (code) codes.push(code);
    if (rest.length > 0) break;
  }
  return codes;
}

function codes(peer: Peer | 'ours', reach: Reach, list: readonly string[]): readonly Claim[] {
  return list.length > 0 ? [{ reach, covers: { kind: 'codes', peer, codes: list } }] : [];
}

/** `slipway ignore=a,b reason`, `slipway ignore-file=a,b`, `slipway ignore-file=all` */
function ours(comment: string): readonly Claim[] {
  const match = /^slipway\s+(ignore|ignore-file)\s*=(.*)$/.exec(comment);
  const list = readCodes(match?.[2] ?? '');
  if (match?.[1] !== 'ignore-file') return codes('ours', 'line', list);
  return list.includes('all')
    ? [{ reach: 'file', covers: { kind: 'all', peer: 'ours' } }]
    : codes('ours', 'file', list);
}

/** `hadolint ignore=DL3006 # reason`, `hadolint stage ignore=…`, `hadolint global ignore=…` */
function hadolint(comment: string): readonly Claim[] {
  const match = /^hadolint\s+(?:(stage|global)\s+)?ignore\s*=(.*)$/.exec(comment);
  const reach = match?.[1] === 'stage' ? 'stage' : match?.[1] === 'global' ? 'file' : 'line';
  return codes('hadolint', reach, readCodes(match?.[2] ?? ''));
}

/** `check=skip=A,B;error=true // reason` above an instruction. At the top of the file it is a directive: see below. */
function buildkit(comment: string): readonly Claim[] {
  const match = /^check\s*=(.*)$/.exec(comment);
  return match ? skipped(match[1] ?? '', 'line') : [];
}

/** The value of the `check` parser directive, which speaks for the whole file. */
export function claimsOfCheckDirective(value: string): readonly Claim[] {
  return skipped(value, 'file');
}

function skipped(value: string, reach: Reach): readonly Claim[] {
  const withoutReason = value.split('//')[0] ?? '';
  for (const option of withoutReason.split(';')) {
    const [name, list = ''] = option.split('=');
    if (name?.trim().toLowerCase() !== 'skip') continue;
    const names = readCodes(list);
    if (names.includes('all')) return [{ reach, covers: { kind: 'all', peer: 'buildkit' } }];
    return codes('buildkit', reach, names);
  }
  return [];
}

/** `dockerfile-utils: ignore` */
function dockerfileUtils(comment: string): readonly Claim[] {
  if (!/^dockerfile-utils:\s*ignore(?:\s|$)/.test(comment)) return [];
  return [{ reach: 'line', covers: { kind: 'all', peer: 'dockerfile-utils' } }];
}

/** `dclint disable-file`, `dclint disable [rules]` on the first line, `dclint disable-line [rules]`; blanks between rules */
function dclint(comment: string): readonly Claim[] {
  const match = /^dclint\s+(disable-file|disable-line|disable)(?:\s(.*))?$/.exec(comment);
  if (!match) return [];
  if (match[1] === 'disable-file') return [{ reach: 'file', covers: { kind: 'all', peer: 'dclint' } }];
  const reach = match[1] === 'disable' ? 'file-from-first-line' : 'line';
  const list = (match[2] ?? '').split(/[\s,]+/).filter(Boolean);
  return list.length > 0 ? codes('dclint', reach, list) : [{ reach, covers: { kind: 'all', peer: 'dclint' } }];
}

/** `kics-scan ignore`, `ignore-line`, `ignore-block`, `disable=id,id`, `enable=id,id` */
function kics(comment: string): readonly Claim[] {
  const match = /^kics-scan\s+(ignore-line|ignore-block|ignore|disable|enable)(?:\s*=(.*))?$/.exec(comment);
  // Our catalogue names a query by the first eight digits of its id, as the peer's own pages do.
  const ids = readCodes(match?.[2] ?? '').map(id => id.slice(0, 8));
  switch (match?.[1]) {
    case 'ignore':
      return [{ reach: 'file-from-top', covers: { kind: 'all', peer: 'kics' } }];
    case 'ignore-line':
      return [{ reach: 'line', covers: { kind: 'all', peer: 'kics' } }];
    case 'ignore-block':
      return [{ reach: 'block', covers: { kind: 'all', peer: 'kics' } }];
    case 'disable':
      return codes('kics', 'file-from-top', ids);
    case 'enable':
      return ids.length > 0 ? [{ reach: 'file-from-top', covers: { kind: 'all-but', peer: 'kics', codes: ids } }] : [];
    default:
      return [];
  }
}

/** `checkov:skip=ID,ID:reason`, also under the product's other names; counts for the whole file wherever it stands. */
function checkov(comment: string): readonly Claim[] {
  const match = /(?:checkov|bridgecrew|cortex):skip=([^:]*)/.exec(comment);
  return codes('checkov', 'file', readCodes(match?.[1] ?? ''));
}

/**
 * `trivy:ignore:ID`, several in one comment allowed; ids with their former prefix `AVD-` too. An expiry date (`:exp:…`)
 * is read over: what the core says does not depend on the day.
 */
function trivy(comment: string): readonly Claim[] {
  const ids = [...comment.matchAll(/trivy:ignore:([^\s:,]+)/g)].map(([, id = '']) => id.replace(/^AVD-/i, ''));
  return codes('trivy', 'line', ids);
}

/** Whether a comment that covers this covers a rule with that id and those `aka` entries; codes compare without case. */
export function coversRule(covers: Covers, rule: { readonly id: string; readonly aka?: readonly string[] }): boolean {
  const { peer } = covers;
  const theirs = (rule.aka ?? []).map(entry => entry.toLowerCase());
  const ofPeer = peer === 'ours' ? theirs : theirs.filter(entry => entry.startsWith(`${peer}:`));
  if (covers.kind === 'all') return peer === 'ours' || ofPeer.length > 0;
  const named = covers.codes.some(code => {
    const wanted = code.toLowerCase();
    if (peer === 'ours' && (wanted === rule.id || ofPeer.includes(wanted))) return true;
    return ofPeer.some(entry => entry.slice(entry.indexOf(':') + 1) === wanted);
  });
  return covers.kind === 'all-but' ? ofPeer.length > 0 && !named : named;
}
