// How titles of commands are written, as VS Code writes its own.

const small = new Set('a an and as at by for from in into of on or the to with'.split(' '));

/** Whether every word begins with a capital letter, but for short ones that stand neither first nor last, and for names. */
export function isTitle(title: string): boolean {
  const words = title.replace(/…$/, '').split(' ');
  return words.every((word, i) => {
    if (/^balena/.test(word)) return true;
    const isInside = i > 0 && i < words.length - 1;
    return isInside && small.has(word.toLowerCase()) ? word === word.toLowerCase() : !/^[a-z]/.test(word);
  });
}
