// The history of an image as a table to read: one line a layer, newest first, instructions as somebody wrote them.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import { instructionOf } from '../../engine/history-instruction.ts';
import type { HistoryItem } from '../../engine/images.ts';
import { uptime } from '../../views/nodes/uptime.ts';

/** `now`: milliseconds since 1970. */
export function historyText(name: string, items: readonly HistoryItem[], now: number): string {
  const rows = items.map(item => ({
    size: item.size === 0 ? '–' : byteSize(item.size),
    // Builders that want the same image twice give every layer the same time, often that of 1970.
    age: item.createdAt <= 0 ? '–' : uptime(item.createdAt, now).text,
    instruction: instructionOf(item),
    tags: item.tags,
  }));
  const width = (title: string, cells: readonly string[]) => Math.max(title.length, ...cells.map(it => it.length));
  const sizes = width(
    'Size',
    rows.map(({ size }) => size),
  );
  const ages = width(
    'Age',
    rows.map(({ age }) => age),
  );
  const total = items.reduce((sum, { size }) => sum + size, 0);
  const lines = [
    `${name}: ${items.length} ${items.length === 1 ? 'step' : 'steps'}, ${byteSize(total)} in all, newest first`,
    '',
    `${'Size'.padStart(sizes)}  ${'Age'.padEnd(ages)}  Instruction`,
    ...rows.map(({ size, age, instruction, tags }) => {
      const [first = '', ...more] = instruction.split('\n');
      const start = `${size.padStart(sizes)}  ${age.padEnd(ages)}  `;
      const names = tags.length === 0 ? '' : `  [${tags.join(', ')}]`;
      return [`${start}${first}${names}`, ...more.map(line => `${' '.repeat(start.length)}${line}`)].join('\n');
    }),
  ];
  return `${lines.join('\n')}\n`;
}
