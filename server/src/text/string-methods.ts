/**
 * Methods of strings as functions, for places that meet words of every origin. An engine keeps strings in many ways
 * (constants, parts of others, joined ones, each narrow or wide); where V8 has seen five of them at one place, it looks the
 * method up for each call, which takes longer than most of these methods do. A function it need not look up.
 */

function uncurried<A extends readonly unknown[], R>(method: (...rest: A) => R): (text: string, ...rest: A) => R {
  return Function.prototype.call.bind(method) as (text: string, ...rest: A) => R;
}

/** A loop with it asks for the length once, in front: that is looked up like a method. */
export const codeAt: (text: string, at: number) => number = uncurried(String.prototype.charCodeAt);
export const part: (text: string, start: number, end?: number) => string = uncurried(String.prototype.slice);
export const includes: (text: string, wanted: string) => boolean = uncurried(String.prototype.includes);
export const startsWith: (text: string, start: string) => boolean = uncurried(String.prototype.startsWith);
export const endsWith: (text: string, end: string) => boolean = uncurried(String.prototype.endsWith);
export const indexOf: (text: string, wanted: string, from?: number) => number = uncurried(String.prototype.indexOf);
