// The picture in words: nested lists, always there for screen readers, shown in the picture's place on request.
import type { OutlineItem } from '../../../server/src/pictures/topology/outline.ts';
import { element } from '../charts/element.ts';

/** @param open called with the id of what somebody wants to see in the file */
export function outlineList(
  items: readonly OutlineItem[],
  canOpen: (id: string) => boolean,
  open: (id: string) => void,
): HTMLUListElement {
  const list = element('ul');
  for (const { id, text, items: inner } of items) {
    const row = element('li');
    if (id !== undefined && canOpen(id)) {
      const button = element('button', { type: 'button', class: 'link', 'data-outline': id }, text);
      button.addEventListener('click', () => open(id));
      row.append(button);
    } else row.append(element('span', {}, text));
    if (inner.length > 0) row.append(outlineList(inner, canOpen, open));
    list.append(row);
  }
  return list;
}
