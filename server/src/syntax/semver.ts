/**
 * Semantic versions and ranges as the npm package `semver` reads them when it is strict, which is what balena's command
 * line and parsers ask. Only whether they are valid; linear in the length of the text.
 */

const number = '(?:0|[1-9]\\d{0,255})';
const prerelease = '-(?:[0-9A-Za-z-]+)(?:\\.[0-9A-Za-z-]+)*';
const build = '\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*';
const version = new RegExp(`^v?(${number})\\.(${number})\\.(${number})(${prerelease})?(?:${build})?$`);
const place = `(?:${number}|[xX*])`;
const partial = `[v=]*${place}(?:\\.${place}(?:\\.${place}(${prerelease})?)?)?`;
const comparator = new RegExp(`^(?:[~^]|~>|[<>]=?|=)?${partial}$`);
const bound = new RegExp(`^${partial}$`);

/** Longer ones are refused. */
const maxLength = 256;

/** `1.2.3`, `v1.2.3-rc.1+build`; no part may be missing. */
export function isSemver(text: string): boolean {
  const trimmed = text.trim();
  const match = text.length <= maxLength ? version.exec(trimmed) : null;
  if (!match) return false;
  const [, ...parts] = match;
  return parts.slice(0, 3).every(it => Number(it) <= Number.MAX_SAFE_INTEGER) && hasPlainNumbers(parts[3]);
}

/** `>=1.2 <2`, `^1`, `1.x || 2.x`, `1.2 - 1.4`, `*`; the empty text is any version. */
export function isSemverRange(text: string): boolean {
  const withoutBuilds = text.replace(/\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*/g, '');
  return withoutBuilds.split('||').every(part => isConjunction(part.trim().replace(/\s+/g, ' ')));
}

function isConjunction(text: string): boolean {
  if (text === '') return true;
  const [from = '', to, ...more] = text.split(' - ');
  if (to !== undefined) return more.length === 0 && isBound(from.trim()) && isBound(to.trim());
  // Blanks may stand between an operator and its version.
  const words = text.replace(/([<>=~^]) (?=[^ ])/g, '$1').split(' ');
  return words.every(word => {
    const match = comparator.exec(word);
    return match !== null && hasPlainNumbers(match[1]);
  });
}

function isBound(text: string): boolean {
  const match = bound.exec(text);
  return match !== null && hasPlainNumbers(match[1]);
}

/** A part of a prerelease that is a number has no leading zero. */
function hasPlainNumbers(prereleaseText: string | undefined): boolean {
  return (prereleaseText ?? '')
    .slice(1)
    .split('.')
    .every(part => !/^0\d+$/.test(part));
}
