// The files of a layer as a tree: only the rows in sight are elements. What is in a folder is asked for when it is opened.
// Keys as in other trees: arrows, Home, End, Page Up and Down; letters go to the next name that begins with them.
import type { Change, FileRow } from '../../src/webviews/layers-messages.ts';
import { element } from '../charts/element.ts';
import { byteSize } from './words.ts';

export interface FileTree {
  readonly root: HTMLElement;
  /** Forgets all rows and waits for those of the root. */
  clear(label: string, note: string): void;
  /** `leftOut`: how many more there are. */
  fill(folder: string, rows: readonly FileRow[], leftOut: number): void;
  /** Instead of a tree: a list of what was found, by path. */
  list(rows: readonly FileRow[], found: number): void;
  /** Ids of folders that are open. */
  readonly opened: readonly string[];
}

export interface FileTreeOptions {
  readonly askFor: (folder: string) => void;
}

interface Line {
  readonly row: FileRow;
  /** Begins with 1. */
  readonly level: number;
  readonly place: number;
  readonly of: number;
}

const rowHeight = 22;
/** Beyond what is in sight, above and below. */
const spare = 8;
/** Letters that come within this time belong together. Milliseconds. */
const typingMs = 800;

export function fileTree({ askFor }: FileTreeOptions): FileTree {
  const content = element('div', { class: 'rows' });
  const note = element('p', { class: 'none' });
  const root = element(
    'div',
    { class: 'files', role: 'tree', tabindex: '0', 'aria-multiselectable': 'false' },
    content,
  );
  const frame = element('div', { class: 'files-frame' }, root, note);
  const children = new Map<string, { readonly rows: readonly FileRow[]; readonly leftOut: number }>();
  const opened = new Set<string>();
  let lines: readonly Line[] = [];
  let largest = 0;
  let active = 0;
  let emptyNote = '';
  let isList = false;
  let typed = { text: '', at: 0 };

  const flatten = (): void => {
    const found: Line[] = [];
    const add = (folder: string, level: number): void => {
      const { rows, leftOut } = children.get(folder) ?? { rows: [], leftOut: 0 };
      for (const [i, row] of rows.entries()) {
        found.push({ row, level, place: i + 1, of: rows.length + leftOut });
        if (opened.has(row.id)) add(row.id, level + 1);
      }
      if (leftOut > 0) {
        const row: FileRow = {
          id: `more ${folder}`,
          name: `${leftOut} more`,
          kind: 'other',
          bytes: 0,
          hasChildren: false,
        };
        found.push({ row, level, place: rows.length + 1, of: rows.length + leftOut });
      }
    };
    add('', 1);
    lines = found;
    largest = 1;
    for (const { row } of found) largest = Math.max(largest, row.bytes);
    active = Math.min(active, Math.max(0, lines.length - 1));
    content.style.height = `${lines.length * rowHeight}px`;
    note.textContent = lines.length === 0 ? emptyNote : '';
    note.hidden = lines.length > 0;
    root.hidden = lines.length === 0;
    draw();
  };
  const draw = (): void => {
    const first = Math.max(0, Math.floor(root.scrollTop / rowHeight) - spare);
    const shown = Math.ceil((root.clientHeight || 400) / rowHeight) + spare * 2;
    const inSight = lines.slice(first, first + shown);
    content.replaceChildren(...inSight.map((line, i) => drawn(line, first + i)));
    const at = document.getElementById(`row-${active}`);
    if (at) root.setAttribute('aria-activedescendant', at.id);
    else root.removeAttribute('aria-activedescendant');
  };
  const drawn = ({ row, level, place, of }: Line, index: number): HTMLElement => {
    const isOpen = opened.has(row.id);
    const change = row.change === undefined || row.change === 'same' ? '' : row.change;
    const said = [row.name, kindWord(row), change, row.bytes > 0 ? byteSize(row.bytes) : '', deletedWords(row)].filter(
      part => part !== '',
    );
    const share = element('span', { class: 'bar', 'aria-hidden': 'true' }, element('span'));
    const filled = share.firstElementChild as HTMLElement;
    filled.style.width = `${Math.min(100, (row.bytes / largest) * 100)}%`;
    const made = element(
      'div',
      {
        ...{ id: `row-${index}`, role: 'treeitem', class: `row ${row.kind} ${change}` },
        ...{ 'aria-level': String(level), 'aria-posinset': String(place), 'aria-setsize': String(of) },
        ...{ 'aria-label': said.join(', '), 'aria-selected': String(index === active) },
        ...(row.hasChildren ? { 'aria-expanded': String(isOpen) } : {}),
      },
      element('span', { class: `twistie ${row.hasChildren ? (isOpen ? 'open' : 'closed') : ''}` }),
      element('span', { class: 'name', title: row.name }, row.kind === 'folder' && !isList ? `${row.name}/` : row.name),
      element('span', { class: `badge ${change}` }, badgeOf(row.change)),
      element(
        'span',
        { class: 'gone-bytes' },
        row.bytes > 0 && row.hiddenBytes !== undefined ? less(row.hiddenBytes) : '',
      ),
      share,
      element(
        'span',
        { class: `size ${row.bytes === 0 && row.hiddenBytes !== undefined ? 'gone-bytes' : ''}` },
        sizeWords(row),
      ),
    );
    made.style.top = `${index * rowHeight}px`;
    made.style.paddingLeft = `${4 + (level - 1) * 14}px`;
    made.addEventListener('mousedown', () => {
      go(index);
      if (row.hasChildren) toggle(row);
    });
    return made;
  };
  const go = (index: number): void => {
    active = Math.max(0, Math.min(lines.length - 1, index));
    const top = active * rowHeight;
    if (top < root.scrollTop) root.scrollTop = top;
    else if (top + rowHeight > root.scrollTop + root.clientHeight) root.scrollTop = top + rowHeight - root.clientHeight;
    draw();
  };
  const open = (row: FileRow): void => {
    opened.add(row.id);
    if (children.has(row.id)) flatten();
    else askFor(row.id);
  };
  const close = (row: FileRow): void => {
    opened.delete(row.id);
    flatten();
  };
  const toggle = (row: FileRow): void => (opened.has(row.id) ? close(row) : open(row));
  const parentOf = (index: number): number => {
    const level = lines[index]?.level ?? 1;
    for (let at = index; at >= 0; at--) if ((lines[at]?.level ?? 1) < level) return at;
    return index;
  };
  const typeAhead = (letter: string): void => {
    const now = performance.now();
    typed = { text: (now - typed.at < typingMs ? typed.text : '') + letter.toLowerCase(), at: now };
    const from = typed.text.length === 1 ? active + 1 : active;
    for (let i = 0; i < lines.length; i++) {
      const index = (from + i) % lines.length;
      const name = lines[index]?.row.name.toLowerCase() ?? '';
      if (!name.startsWith(typed.text)) continue;
      go(index);
      return;
    }
  };
  root.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(root);
  root.addEventListener('keydown', event => {
    const line = lines[active];
    if (!line || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(root.clientHeight / rowHeight) - 1);
    const { row } = line;
    switch (event.key) {
      case 'ArrowDown':
        go(active + 1);
        break;
      case 'ArrowUp':
        go(active - 1);
        break;
      case 'PageDown':
        go(active + page);
        break;
      case 'PageUp':
        go(active - page);
        break;
      case 'Home':
        go(0);
        break;
      case 'End':
        go(lines.length - 1);
        break;
      case 'ArrowRight':
        if (row.hasChildren && !opened.has(row.id)) open(row);
        else if (row.hasChildren) go(active + 1);
        break;
      case 'ArrowLeft':
        if (opened.has(row.id)) close(row);
        else go(parentOf(active));
        break;
      case 'Enter':
      case ' ':
        if (row.hasChildren) toggle(row);
        break;
      default:
        if (event.key.length !== 1) return;
        typeAhead(event.key);
    }
    event.preventDefault();
  });

  return {
    root: frame,
    get opened() {
      return [...opened];
    },
    clear(label, emptyWords) {
      children.clear();
      opened.clear();
      isList = false;
      active = 0;
      emptyNote = emptyWords;
      root.setAttribute('aria-label', label);
      root.scrollTop = 0;
    },
    fill(folder, rows, leftOut) {
      children.set(folder, { rows, leftOut });
      // A folder with nothing but another in it is only passed through.
      const [only] = rows;
      if (only?.hasChildren && rows.length === 1) {
        opened.add(only.id);
        askFor(only.id);
      }
      flatten();
    },
    list(rows, found) {
      children.clear();
      opened.clear();
      isList = true;
      emptyNote = 'Nothing has this in its path.';
      active = 0;
      children.set('', { rows, leftOut: found - rows.length });
      flatten();
    },
  };
}

function kindWord({ kind, hasChildren }: FileRow): string {
  return kind === 'folder' ? (hasChildren ? 'folder' : 'empty folder') : kind === 'link' ? 'link' : '';
}

function sizeWords({ kind, bytes, hiddenBytes }: FileRow): string {
  if (bytes === 0 && hiddenBytes !== undefined) return less(hiddenBytes);
  return bytes === 0 && kind !== 'file' ? '' : byteSize(bytes);
}

function less(bytes: number): string {
  return `−${byteSize(bytes)}`;
}

function deletedWords({ hiddenBytes }: FileRow): string {
  return hiddenBytes === undefined ? '' : `${byteSize(hiddenBytes)} deleted in it`;
}

function badgeOf(change: Change | undefined): string {
  switch (change) {
    case 'added':
      return 'A';
    case 'changed':
      return 'M';
    case 'deleted':
      return 'D';
    default:
      return '';
  }
}
