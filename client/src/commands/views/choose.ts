// Asks for one of the choices of a view, the present one marked.
import * as vscode from 'vscode';
import { type Area, type Choice, choices, type ViewOptions } from '../../views/view-options.ts';
import type { Command } from '../command.ts';

/** `name` is that of the option, and the last word of the command's id. */
export function choose<A extends Area>(area: A, name: keyof (typeof choices)[A] & string, title: string): Command {
  return {
    id: `slipway.${area}.${name}`,
    async run({ views: { options } }) {
      const all = Reflect.get(choices[area], name) as readonly Choice<string>[];
      const now: unknown = Reflect.get(options.of(area), name);
      const items = all.map(({ value, label, detail }) => ({
        value,
        label,
        detail,
        ...(value === now ? { description: 'now' } : {}),
      }));
      const picked = await vscode.window.showQuickPick(items, { title, matchOnDetail: true });
      if (picked) await options.change(area, { [name]: picked.value } as Partial<ViewOptions[A]>);
    },
  };
}
