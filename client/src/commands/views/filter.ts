// Leaves only those rows in a view that hold some words, while they are typed.
import * as vscode from 'vscode';
import { type Area, defaultOptions, type ViewOptions } from '../../views/view-options.ts';
import type { Command } from '../command.ts';

/** `finds` says where the words may stand. */
export function filter(area: Area, finds: string): Command {
  return {
    id: `slipway.${area}.filter`,
    async run({ views: { options } }) {
      const before = options.of(area).filter;
      const typed = await askWhileTyping(area, finds, before, text => options.change(area, filterOf(area, text)));
      if (typed === undefined) await options.change(area, filterOf(area, before));
    },
  };
}

export function clearFilter(area: Area): Command {
  return {
    id: `slipway.${area}.clearFilter`,
    run: ({ views: { options } }) => options.change(area, { filter: defaultOptions[area].filter }),
  };
}

function filterOf<A extends Area>(_area: A, text: string): Partial<ViewOptions[A]> {
  return { filter: text.trim() } as Partial<ViewOptions[A]>;
}

/** Undefined when the user turned away with Escape. */
async function askWhileTyping(
  area: Area,
  finds: string,
  value: string,
  typed: (text: string) => Promise<void>,
): Promise<string | undefined> {
  const box = vscode.window.createInputBox();
  box.title = `Filter ${area}`;
  box.placeholder = `Words in ${finds}`;
  box.prompt = 'Rows that hold all of these words stay.';
  box.value = value;
  const answer = await new Promise<string | undefined>(resolve => {
    box.onDidChangeValue(text => void typed(text));
    box.onDidAccept(() => resolve(box.value));
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  box.dispose();
  return answer;
}
