// Turns the Markdown of a step's text into what VS Code draws in a step's description: one line a paragraph, `__` for
// emphasis, two backticks for code, no lists or fences of its own. What it cannot draw is refused when lessons are read.

export function walkthroughText(markdown: string): string {
  return blocksOf(markdown).map(line).join('\n');
}

function line(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return inline(block.text);
    case 'item':
      return `${block.mark} ${inline(block.text)}`;
    case 'code':
      return block.lines.map(it => `\`\`${it}\`\``).join('\n');
  }
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** `•` or `1.` */
  | { readonly kind: 'item'; readonly mark: string; readonly text: string }
  | { readonly kind: 'code'; readonly lines: readonly string[] };

/** Paragraphs, list items and fences, in order; lines that are wrapped in the source are one line. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { kind: 'paragraph' | 'item'; mark: string; lines: string[] } | undefined;
  let fence: string[] | undefined;
  const close = (): void => {
    if (open) {
      const text = open.lines.join(' ');
      blocks.push(open.kind === 'item' ? { kind: 'item', mark: open.mark, text } : { kind: 'paragraph', text });
    }
    open = undefined;
  };
  for (const line of markdown.split('\n')) {
    const isFence = line.trimStart().startsWith('```');
    if (fence) {
      if (isFence) {
        blocks.push({ kind: 'code', lines: fence });
        fence = undefined;
      } else if (line.trim() !== '') fence.push(line);
      continue;
    }
    const item = /^(?:([-*])|(\d+)\.) +(\S.*)$/.exec(line);
    if (isFence) {
      close();
      fence = [];
    } else if (line.trim() === '') close();
    else if (item) {
      close();
      open = { kind: 'item', mark: item[2] === undefined ? '•' : `${item[2]}.`, lines: [item[3] ?? ''] };
    } else if (open) open.lines.push(line.trim());
    else open = { kind: 'paragraph', mark: '', lines: [line.trim()] };
  }
  close();
  return blocks;
}

/** Code spans are left alone but for their marks. */
function inline(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, i) =>
      i % 2 === 1 ? `\`${part}\`` : part.replace(/(^|[^*])\*([^\s*](?:[^*]*[^\s*])?)\*(?!\*)/g, '$1__$2__'),
    )
    .join('');
}
