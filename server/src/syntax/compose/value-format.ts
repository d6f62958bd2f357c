/**
 * Whether a text is what Compose's loader can turn into a boolean, number, size, duration and so on. Each function reads
 * the text with the rules of the Go function the loader calls, in linear time.
 */

const trueWords: ReadonlySet<string> = new Set(['y', 'yes', 'on']);
const falseWords: ReadonlySet<string> = new Set(['n', 'no', 'off']);

/** A boolean of YAML 1.1 that Compose still takes, with a warning: what it means; undefined for any other text. */
export function legacyBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : undefined;
}

export function isBoolean(text: string): boolean {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' || legacyBoolean(word) !== undefined;
}

/** As `strconv.Atoi` takes it. */
export function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text) && text.length <= 20;
}

/** As `strconv.ParseFloat` takes it, without its hexadecimal numbers. */
export function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) || /^[+-]?(?:inf|infinity|nan)$/i.test(text);
}

/** An integer, or a number of bytes with a unit: `512m`, `1.5 GiB`. https://github.com/docker/go-units/blob/master/size.go */
export function isSize(text: string): boolean {
  if (isInteger(text)) return true;
  const end = lastOf(text, '0123456789. ');
  if (end < 0) return false;
  const number = text.charAt(end) === ' ' ? text.slice(0, end) : text.slice(0, end + 1);
  const unit = text.slice(end + 1).toLowerCase();
  if (!isNumber(number) || (number.startsWith('-') && Number(number) < 0)) return false;
  return /^(?:b|[kmgtp](?:i?b)?)?$/.test(unit);
}

function lastOf(text: string, characters: string): number {
  let at = text.length - 1;
  while (at >= 0 && !characters.includes(text.charAt(at))) at--;
  return at;
}

/** `1h30m`, `1.5s`, `2d`; a number without unit only if it is 0. https://pkg.go.dev/time#ParseDuration */
export function isDuration(text: string): boolean {
  const amounts = text.replace(/^[+-]/, '');
  if (amounts === '0') return true;
  const amount = /(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w)/y;
  while (amount.test(amounts)) if (amount.lastIndex === amounts.length) return true;
  return false;
}

/** Octal digits, as `strconv.ParseInt(…, 8, 64)` takes them. */
export function isFileMode(text: string): boolean {
  return /^[+-]?[0-7]{1,21}$/.test(text);
}

export function isDeviceCount(text: string): boolean {
  return text.toLowerCase() === 'all' || isInteger(text);
}

/**
 * How a text that is nearly in the format would be written in it: a duration without unit gets seconds, a size with blanks
 * or a unit in words loses them; undefined when that is not clear.
 */
export function formatOfWritten(text: string, format: string): string | undefined {
  if (format === 'duration' && /^\d{1,9}$/.test(text)) return `${text}s`;
  const words = /^(\d{1,9}) ?(sec|secs|seconds?|min|mins|minutes?|hours?|days?)$/i.exec(text);
  if (format === 'duration' && words) return `${words[1]}${words[2]?.charAt(0).toLowerCase()}`;
  const size = /^(\d+(?:\.\d+)?) *([kmgt])i?(?:b|byte|bytes)?$/i.exec(text);
  if (format === 'size' && size) return `${size[1]}${size[2]?.toLowerCase()}`;
  return undefined;
}

const space = 32;
const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Whether a command can be split into words: quotes and backticks are closed and no backslash stands at its end. What
 * stands behind `;`, `&`, `|`, `<` or `>` is not looked at. https://github.com/mattn/go-shellwords
 */
export function isCommand(text: string): boolean {
  let isEscaped = false;
  let isDouble = false;
  let isSingle = false;
  let isBackquoted = false;
  let isSubstituted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isEscaped) {
      isEscaped = false;
      continue;
    }
    if (code === space || code === tab || code === lineFeed || code === carriageReturn) continue;
    switch (text.charAt(at)) {
      case '\\':
        isEscaped = !isSingle;
        break;
      case '`':
        if (!isSingle && !isDouble && !isSubstituted) isBackquoted = !isBackquoted;
        break;
      case ')':
        if (!isSingle && !isDouble && !isBackquoted) isSubstituted = !isSubstituted;
        break;
      case '(':
        if (isSingle || isDouble || isBackquoted) break;
        if (isSubstituted || text.charAt(at - 1) !== '$') return false;
        isSubstituted = true;
        break;
      case '"':
        if (!isSingle && !isSubstituted) isDouble = !isDouble;
        break;
      case "'":
        if (!isDouble && !isSubstituted) isSingle = !isSingle;
        break;
      case ';':
      case '&':
      case '|':
      case '<':
      case '>':
        if (!isSingle && !isDouble && !isBackquoted && !isSubstituted) return true;
        break;
    }
  }
  return !isEscaped && !isDouble && !isSingle && !isBackquoted && !isSubstituted;
}
