// The history of an image, as builders of all ages left it.
import { describe, expect, it } from 'vitest';
import { historyText } from '../../../client/src/commands/images/history-text.ts';
import { instructionOf } from '../../../client/src/engine/history-instruction.ts';

describe('An instruction', () => {
  it.each([
    // BuildKit.
    ['CMD ["sh"]', 'CMD ["sh"]'],
    ['RUN /bin/sh -c apk add curl # buildkit', 'RUN apk add curl'],
    ['RUN |2 KEEL=oak MAST=a b /bin/sh -c make boat # buildkit', 'RUN make boat'],
    ['COPY . /app # buildkit', 'COPY . /app'],
    ['ENV PATH=/bin # buildkit', 'ENV PATH=/bin'],
    ['RUN /bin/bash -o pipefail -c curl x | sh # buildkit', 'RUN curl x | sh'],
    // The classic builder.
    ['/bin/sh -c #(nop)  CMD ["nginx" "-g" "daemon off;"]', 'CMD ["nginx" "-g" "daemon off;"]'],
    ['/bin/sh -c #(nop) ADD file:0123456789abcdef in / ', 'ADD 0123456789ab… /'],
    ['/bin/sh -c #(nop) COPY multi:fedcba9876543210 in /app ', 'COPY fedcba987654… /app'],
    ['/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['|1 KEEL=oak /bin/sh -c make boat', 'RUN make boat'],
    ['/bin/bash -o pipefail -c #(nop)  EXPOSE 80', 'EXPOSE 80'],
    // Others: a commit holds the command of its container.
    ['sh -c echo hello', 'sh -c echo hello'],
    ['RUN set -eux; \\\n\tapk add curl # buildkit', 'RUN set -eux; \\\n apk add curl'],
  ])('%j is %j', (createdBy, instruction) => {
    expect(instructionOf({ createdBy, comment: '' })).toBe(instruction);
  });

  it('that nobody wrote down is said to be unknown', () => {
    expect(instructionOf({ createdBy: '', comment: 'imported from -' })).toBe('(imported from -)');
    expect(instructionOf({ createdBy: '', comment: '' })).toBe('(nothing told)');
  });
});

describe('A history', () => {
  it('is a table with sizes to the right, and long instructions below themselves', () => {
    const item = { id: '<missing>', tags: [], comment: '' };
    const now = Date.UTC(2026, 10, 22);
    const text = historyText(
      'web:1',
      [
        { ...item, createdBy: 'CMD ["serve"]', size: 0, createdAt: now - 3 * 3_600_000, tags: ['web:1'] },
        {
          ...item,
          createdBy: 'RUN /bin/sh -c set -e; \\\n  make # buildkit',
          size: 12_300_000,
          createdAt: now - 60_000,
        },
        { ...item, createdBy: 'COPY / / # buildkit', size: 5_060_000, createdAt: 0 },
      ],
      now,
    );
    expect(text).toBe(`web:1: 3 steps, 17.4 MB in all, newest first

   Size  Age    Instruction
      –  3 h    CMD ["serve"]  [web:1]
12.3 MB  1 min  RUN set -e; \\
                  make
5.06 MB  –      COPY / /
`);
  });
});
