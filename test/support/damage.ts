/**
 * What happens to a text while it is typed, cut off, merged or read in the wrong encoding: arbitrary damage for properties.
 * Places are given as numbers that are taken modulo the length, so that one list of them fits every text.
 */
import fc from 'fast-check';

export type Damage =
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'delete'; readonly at: number; readonly length: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: 'cut off'; readonly at: number }
  | { readonly kind: 'swap lines'; readonly one: number; readonly other: number }
  | { readonly kind: 'line ends'; readonly are: '\n' | '\r\n' | '\r' | '\n\r' }
  | { readonly kind: 'byte order mark' }
  | { readonly kind: 'UTF-16 read as UTF-8' }
  | { readonly kind: 'UTF-16 without its zeros' }
  | { readonly kind: 'broken byte'; readonly at: number; readonly byte: number };

/** Pieces that come near everything parsers and rules tell apart. */
const pieces = [
  ...['FROM ', 'FROM a AS b\n', '\nFROM b\n', ' AS ', '--platform=', '--from=', '--mount=type=', '--chmod=', '%%AB%%'],
  ...['RUN ', 'COPY ', 'ADD ', 'ENV ', 'LABEL ', 'ARG ', 'ONBUILD ', 'SHELL ["', 'HEALTHCHECK --interval=1 CMD '],
  ...['EXPOSE 80/', 'USER ', 'WORKDIR ', 'VOLUME [', 'STOPSIGNAL ', 'MAINTAINER ', 'CMD ["a", ', 'ENTRYPOINT '],
  ...['\n', '\r', '\\\n', '\\', '`', ' \\ \n\n', '\t', '# check=', '# escape=`\n', '# hadolint ignore=', '#', '"', "'"],
  ...[
    '$',
    '${',
    '}',
    ':-',
    '$(',
    ')',
    '((',
    '=',
    '==',
    '@sha256:',
    ':latest',
    '/',
    '//',
    '..',
    '*',
    '[',
    ']',
    '{',
    ',',
  ],
  ...[
    '&&',
    '||',
    '|',
    ';',
    '&',
    '<<EOF\n',
    '<<-"E"',
    '\nEOF\n',
    '>',
    '>>',
    'if ',
    'fi',
    'case x in ',
    'sh -c "',
    'sudo ',
  ],
  ...[
    'apt-get install ',
    ' -y ',
    'apt-get update',
    'apk add ',
    'yum install ',
    'pip install ',
    'npm i ',
    'cd ',
    'curl ',
  ],
  ...[
    'wget ',
    'useradd ',
    'ln -s ',
    'rm -rf /',
    'tar x',
    'x=1 ',
    ' --',
    ' - ',
    '-',
    '99999999999999999999',
    '\0',
    '\ud800',
  ],
  ...['\udc00', '\ufeff', '\ufffd', 'é', '\u00a0', '\u2028', '\u200b', '😀', '__proto__', 'constructor', 'toString'],
];

const place = fc.nat({ max: 1_000_000 });

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('insert'), at: place, text: fc.constantFrom(...pieces) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('delete'), at: place, length: fc.nat({ max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('repeat'),
      at: place,
      length: fc.nat({ max: 30 }),
      times: fc.nat({ max: 60 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut off'), at: place }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('swap lines'), one: place, other: place }) },
  fc.record({ kind: fc.constant('line ends'), are: fc.constantFrom('\n', '\r\n', '\r', '\n\r') }),
  fc.record({ kind: fc.constant('byte order mark') }),
  fc.record({ kind: fc.constant('UTF-16 read as UTF-8') }),
  fc.record({ kind: fc.constant('UTF-16 without its zeros') }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('broken byte'), at: place, byte: fc.nat({ max: 255 }) }) },
);

export function damaged(text: string, all: readonly Damage[]): string {
  return all.reduce(damagedOnce, text);
}

function damagedOnce(text: string, it: Damage): string {
  switch (it.kind) {
    case 'insert': {
      const at = it.at % (text.length + 1);
      return text.slice(0, at) + it.text + text.slice(at);
    }
    case 'delete': {
      const at = it.at % (text.length + 1);
      return text.slice(0, at) + text.slice(at + it.length);
    }
    case 'repeat': {
      const at = it.at % (text.length + 1);
      return text.slice(0, at) + text.slice(at, at + it.length).repeat(it.times) + text.slice(at);
    }
    case 'cut off':
      return text.slice(0, it.at % (text.length + 1));
    case 'swap lines': {
      const lines = text.split('\n');
      const [one, other] = [it.one % lines.length, it.other % lines.length];
      return lines.map((line, i) => (i === one ? lines[other] : i === other ? lines[one] : line)).join('\n');
    }
    case 'line ends':
      return text.replace(/\r?\n/g, it.are);
    case 'byte order mark':
      return `\ufeff${text}`;
    case 'UTF-16 read as UTF-8':
      return Buffer.from(text, 'utf16le').toString('utf8');
    case 'UTF-16 without its zeros':
      return Buffer.from(text, 'utf16le').toString('latin1').replaceAll('\0', '');
    case 'broken byte': {
      const bytes = Buffer.from(text);
      if (bytes.length > 0) bytes[it.at % bytes.length] = it.byte;
      return bytes.toString('utf8');
    }
  }
}
