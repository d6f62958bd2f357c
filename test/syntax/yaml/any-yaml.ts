/** Random YAML documents as people write them: blocks and flow, comments, blank lines, quotes, several indentations. */
import fc from 'fast-check';

type Model =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'block'; readonly header: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'map' | 'list';
      readonly isFlow: boolean;
      readonly isWide: boolean;
      readonly parts: readonly Part[];
    };

interface Part {
  readonly key: string;
  readonly value: Model;
  readonly comment: string | undefined;
  readonly above: string | undefined;
  readonly hasBlankAbove: boolean;
}

const word = fc.constantFrom(
  'api',
  'db',
  'image',
  'x-y',
  'a1',
  'über',
  'NAME',
  '8080',
  'true',
  'a b',
  '"q: r"',
  "'it''s'",
  '"\\n"',
);
const scalar: fc.Arbitrary<Model> = fc.oneof(
  { weight: 6, arbitrary: word.map(text => ({ kind: 'scalar' as const, text })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '!reset', '!override x', '~').map(text => ({ kind: 'scalar' as const, text })),
  },
);
const block: fc.Arbitrary<Model> = fc.record({
  kind: fc.constant('block' as const),
  header: fc.constantFrom('|', '>', '|-', '>-', '|+', '| # block'),
  lines: fc.array(fc.constantFrom('text', '# not a comment', '  deeper', 'key: value'), { minLength: 1, maxLength: 3 }),
});

const { model } = fc.letrec<{ model: Model; part: Part }>(tie => ({
  model: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: block },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom('map' as const, 'map' as const, 'list' as const),
        isFlow: fc.boolean().map(flag => flag),
        isWide: fc.boolean(),
        parts: fc.array(tie('part'), { minLength: 0, maxLength: 3 }),
      }),
    },
  ),
  part: fc.record({
    key: fc.constantFrom('a', 'b', 'c', '"d"', 'e-f', 'services', '8'),
    value: tie('model'),
    comment: fc.option(fc.constantFrom('# behind', '#x'), { nil: undefined, freq: 3 }),
    above: fc.option(fc.constantFrom('# above', '# two\n# lines'), { nil: undefined, freq: 3 }),
    hasBlankAbove: fc.boolean(),
  }),
}));

interface Style {
  readonly mapStep: number;
  readonly listStep: number;
}

/** A whole file. */
export const anyYaml: fc.Arbitrary<string> = fc
  .record({
    parts: fc.array(
      fc.record({
        key: fc.constantFrom('version', 'services', 'volumes', 'networks', 'x-a', 'name'),
        value: model,
        comment: fc.option(fc.constant('# top'), { nil: undefined }),
        above: fc.option(fc.constant('# section'), { nil: undefined }),
        hasBlankAbove: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    mapStep: fc.constantFrom(2, 4),
    listStep: fc.constantFrom(0, 2),
    eol: fc.constantFrom('\n', '\r\n'),
    hasFinalBreak: fc.boolean(),
    start: fc.constantFrom('', '---\n', '# head\n\n', '%YAML 1.2\n---\n'),
    end: fc.constantFrom('', '# foot\n', '\n\n', '...\n', '---\nother: 1\n'),
  })
  .map(({ parts, mapStep, listStep, eol, hasFinalBreak, start, end }) => {
    const root: Model = { kind: 'map', isFlow: false, isWide: false, parts };
    const text = `${start}${blockLines(root, 0, { mapStep, listStep }).join('\n')}\n${end}`;
    return (hasFinalBreak ? text : text.trimEnd()).replaceAll('\n', eol);
  });

function distinct(parts: readonly Part[]): Part[] {
  return parts.filter((part, i) => parts.findIndex(other => other.key === part.key) === i);
}

function blockLines(model: Model, column: number, style: Style): string[] {
  if (model.kind === 'scalar' || model.kind === 'block') return [];
  const indent = ' '.repeat(column);
  const parts = model.kind === 'map' ? distinct(model.parts) : model.parts;
  return parts.flatMap(part => {
    const above = part.above?.split('\n').map(line => indent + line) ?? [];
    const blank = part.hasBlankAbove ? [''] : [];
    return [...blank, ...above, ...partLines(model.kind, part, column, style)];
  });
}

function partLines(kind: 'map' | 'list', part: Part, column: number, style: Style): string[] {
  const indent = ' '.repeat(column);
  const lead = kind === 'map' ? `${indent}${part.key}:` : `${indent}-`;
  const behind = part.comment === undefined ? '' : ` ${part.comment}`;
  const { value } = part;
  if (value.kind === 'scalar') return [`${lead} ${value.text}`.trimEnd() + behind];
  const inner = column + (kind === 'map' ? style.mapStep : 2);
  if (value.kind === 'block') {
    return [
      `${lead} ${value.header}`,
      ...value.lines.map((line, i) => ' '.repeat(inner) + (i === 0 ? line.trim() : line)),
    ];
  }
  if (value.isFlow || value.parts.length === 0) return flowLines(lead, value, column, behind);
  const below = value.kind === 'list' && kind === 'map' ? column + style.listStep : inner;
  const lines = blockLines(value, below, style);
  // A mapping in a list may start right behind its dash.
  const first = lines[0];
  if (kind === 'list' && behind === '' && first !== undefined && first.trim() !== '' && !first.trim().startsWith('#')) {
    return [`${lead} ${first.trimStart()}`, ...lines.slice(1)];
  }
  return [lead + behind, ...lines];
}

function flowLines(lead: string, model: Model, column: number, behind: string): string[] {
  if (model.kind !== 'map' && model.kind !== 'list') return [];
  const [open, close] = model.kind === 'map' ? ['{', '}'] : ['[', ']'];
  const parts = (model.kind === 'map' ? distinct(model.parts) : model.parts).map(part => ({
    ...part,
    text: flowPart(model.kind, part),
  }));
  if (!model.isWide || parts.length === 0)
    return [`${lead} ${open}${parts.map(part => part.text).join(', ')}${close}${behind}`];
  const inner = ' '.repeat(column + 2);
  const lines = parts.map((part, i) => {
    const comma = i < parts.length - 1 || part.hasBlankAbove ? ',' : '';
    return `${inner}${part.text}${comma}${part.comment === undefined ? '' : ` ${part.comment}`}`;
  });
  return [`${lead} ${open}`, ...lines, `${' '.repeat(column + 1)}${close}${behind}`];
}

function flowPart(kind: 'map' | 'list', part: Part): string {
  const value = flowValue(part.value);
  return kind === 'map' ? `${part.key}: ${value}` : value;
}

function flowValue(model: Model): string {
  if (model.kind === 'scalar') return model.text || 'null';
  if (model.kind === 'block') return '"block"';
  const parts = model.kind === 'map' ? distinct(model.parts) : model.parts;
  const text = parts.map(part => flowPart(model.kind === 'map' ? 'map' : 'list', part)).join(', ');
  return model.kind === 'map' ? `{ ${text} }` : `[${text}]`;
}
