// What explains a part while it is pointed at or has the focus: the words of the language server, its findings, its state.
import type { PagePart } from '../../src/webviews/topology-changes.ts';
import { element } from '../charts/element.ts';

export interface HoverCard {
  readonly root: HTMLElement;
  show(part: PagePart, state: string | undefined, near: DOMRect): void;
  hide(): void;
}

export function hoverCard(): HoverCard {
  const root = element('div', { class: 'hover', role: 'tooltip', id: 'hover', hidden: '' });
  return {
    root,
    show({ name, words, findings }, state, near) {
      root.replaceChildren(
        element('strong', {}, name),
        ...(state === undefined ? [] : [element('p', { class: 'now' }, `Now: ${state}`)]),
        ...words.map(text => element('p', {}, ...withCode(text))),
        ...findings
          .slice(0, 5)
          .map(({ severity, message, rule }) =>
            element('p', { class: `finding ${severity}` }, `${message} `, element('span', { class: 'rule' }, rule)),
          ),
      );
      root.hidden = false;
      const { width, height } = root.getBoundingClientRect();
      const below = near.bottom + 8 + height < window.innerHeight;
      const left = Math.min(Math.max(8, near.left), Math.max(8, window.innerWidth - width - 8));
      root.style.left = `${left}px`;
      root.style.top = `${below ? near.bottom + 8 : Math.max(8, near.top - height - 8)}px`;
    },
    hide() {
      root.hidden = true;
    },
  };
}

/** What stands in backticks is code. */
function withCode(text: string): readonly (Node | string)[] {
  return text.split('`').map((part, at) => (at % 2 === 1 ? element('code', {}, part) : part));
}
