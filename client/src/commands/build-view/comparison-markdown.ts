// Two builds of the same thing side by side, as a document to read: sizes, and the layers that came, went and stayed.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { EarlierResult, ImageLayer, JobResult } from '../../builds/build-run.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import { code, escaped, moment } from '../../views/nodes/markdown.ts';

/** `id` names the build; `builtAt` is in milliseconds since 1970. */
export function comparisonMarkdown(id: string, now: JobResult, before: EarlierResult, builtAt: number): string {
  const lines = [`# ${escaped(id.replace(/@default$/, ''))} against the build before`, ''];
  if (now.imageId === before.imageId)
    lines.push('Both builds made the same image: nothing that goes into it has changed.', '');
  lines.push(
    '| | Before | Now | Change |',
    '| --- | --- | --- | --- |',
    row('Built', before.builtAt === undefined ? '' : moment(before.builtAt), moment(builtAt), ''),
    row('Image', code(shortId(before.imageId)), now.imageId === undefined ? '' : code(shortId(now.imageId)), ''),
    row('Size', sized(before.bytes), sized(now.bytes), change(before.bytes, now.bytes)),
    row('Layers', count(before.layers), count(now.layers), ''),
    '',
  );
  const was = before.layers ?? [];
  const is = now.layers ?? [];
  if (now.bytes !== undefined && is.reduce((sum, { bytes = 0 }) => sum + bytes, 0) > now.bytes)
    lines.push(
      'This engine counts an image packed, as it is sent, and its layers unpacked, as they lie on the disk.',
      '',
    );
  const shared = new Set(was.map(({ digest }) => digest).filter(digest => is.some(it => it.digest === digest)));
  lines.push(
    ...layers(
      'New layers',
      is.filter(({ digest }) => !shared.has(digest)),
    ),
  );
  lines.push(
    ...layers(
      'Layers that went',
      was.filter(({ digest }) => !shared.has(digest)),
    ),
  );
  lines.push(
    ...layers(
      'Layers that stayed',
      is.filter(({ digest }) => shared.has(digest)),
    ),
  );
  return lines.join('\n');
}

function layers(title: string, all: readonly ImageLayer[]): readonly string[] {
  if (all.length === 0) return [];
  const known = all.flatMap(({ bytes }) => bytes ?? []);
  const sum = known.length < all.length ? '' : `: ${byteSize(known.reduce((a, b) => a + b, 0))}`;
  return [
    `## ${title} (${all.length}${sum})`,
    '',
    '| Size | Made by | Digest |',
    '| ---: | --- | --- |',
    ...all.map(({ digest, createdBy, bytes }) => row(sized(bytes), madeBy(createdBy), code(shortId(digest)))),
    '',
  ];
}

/** The instruction without what the builder adds to it. */
function madeBy(createdBy: string | undefined): string {
  if (createdBy === undefined || createdBy === '') return '';
  const words = createdBy
    .replace(/\s*# buildkit$/, '')
    .replace(/^(?:RUN )?\/bin\/sh -c (?:#\(nop\)\s*)?/, it => (it.includes('#(nop)') ? '' : 'RUN '));
  return code(words);
}

function sized(bytes: number | undefined): string {
  return bytes === undefined ? '' : byteSize(bytes);
}

function change(before: number | undefined, now: number | undefined): string {
  if (before === undefined || now === undefined) return '';
  if (before === now) return 'none';
  const percent =
    before === 0 ? '' : ` (${now > before ? '+' : '−'}${((100 * Math.abs(now - before)) / before).toFixed(1)} %)`;
  return `${now > before ? '+' : '−'}${byteSize(Math.abs(now - before))}${percent}`;
}

function count(all: readonly ImageLayer[] | undefined): string {
  return all === undefined ? '' : String(all.length);
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(it => it.replaceAll('|', '\\|')).join(' | ')} |`;
}
