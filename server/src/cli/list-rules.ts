/** `slipway rules`: the catalogue as a table for people or as JSON for programs. */
import type { Rule } from '../rules/rule.ts';
import type { Paint } from './terminal-text.ts';

export function listRules(rules: readonly Rule[], format: 'text' | 'json', paint: Paint): string {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (format === 'json') {
    const list = sorted.map(({ id, reads, dialect, severity, fix, since, aka = [], summary, why, references }) => {
      return { id, reads, dialect, severity, fix, since, aka, summary, why, references };
    });
    return `${JSON.stringify(list, undefined, 2)}\n`;
  }
  const idWidth = Math.max(0, ...sorted.map(rule => rule.id.length));
  return sorted
    .map(({ id, severity, dialect, fix, summary }) => {
      const facts = `${severity.padEnd(8)} ${dialect.padEnd(7)} ${(fix === 'none' ? '' : fix).padEnd(11)}`;
      return `${paint('bold', id.padEnd(idWidth))}  ${paint('dim', facts)} ${summary}\n`;
    })
    .join('');
}
