// What each instruction added in the last build of a file, and whether that still holds.
import { describe, expect, it } from 'vitest';
import { instructionSizes } from '../../../client/src/layers/instruction-sizes.ts';

const text = 'FROM box:1\nCOPY app /app\nRUN make && \\\n  make install\nENV A=b\nRUN tidy\n';
const item = (createdBy: string, size: number) => ({ id: '', createdAt: 0, tags: [], comment: '', createdBy, size });
/** Newest first, as engines tell it. */
const history = [
  item('RUN /bin/sh -c tidy # buildkit', 7),
  item('ENV A=b', 0),
  item('RUN /bin/sh -c make &&   make install # buildkit', 300),
  item('COPY app /app # buildkit', 20),
  item('COPY rootfs / # buildkit', 1000),
];

/** `line: bytes`, with `!` for what was changed and `?` for what stands below that. */
function hints(now: string): readonly string[] {
  return instructionSizes(now, { text, history }).map(
    ({ at, bytes, state }) =>
      `${now.slice(0, at).split('\n').length}: ${bytes}${{ current: '', changed: '!', below: '?' }[state]}`,
  );
}

describe('Sizes of instructions', () => {
  it('stand at the end of their first lines', () => {
    expect(hints(text)).toEqual(['2: 20', '3: 300', '6: 7']);
    const [first] = instructionSizes(text.replaceAll('\n', '\r\n'), { text, history });
    expect(first?.at).toBe('FROM box:1\r\nCOPY app /app'.length);
  });

  it('are stale from the first instruction on that was changed', () => {
    expect(hints(text.replace('make install', 'make all'))).toEqual(['2: 20', '3: 300!', '6: 7?']);
    expect(hints(text.replace('COPY app', 'RUN new\nCOPY app'))).toEqual(['3: 20?', '4: 300?', '7: 7?']);
  });

  it('move with their lines, and comments do not make them stale', () => {
    expect(hints(text.replace('COPY', '# what is built\n\nCOPY'))).toEqual(['4: 20', '5: 300', '8: 7']);
  });

  it('are not told of instructions that were not built', () => {
    expect(hints(`${text}RUN new\n`)).toEqual(['2: 20', '3: 300', '6: 7']);
    expect(instructionSizes('', { text, history })).toEqual([]);
    expect(instructionSizes(text, { text: 'FROM x\n', history })).toEqual([]);
  });
});
