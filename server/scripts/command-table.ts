/** The README's table of commands, from what the client contributes to package.json. */
import type { CommandContribution } from '../../client/src/contributions/contribution.ts';

/** By category in the order given; commands that only make sense on a row are left out. */
export function commandTable(commands: readonly CommandContribution[]): string {
  const listed = commands.filter(({ palette }) => palette !== 'false');
  const categories = [...new Set(listed.map(({ category }) => category))];
  const rows = categories.map(category => {
    const titles = listed.filter(it => it.category === category).map(({ title }) => title);
    return `| ${category} | ${titles.join(' · ')} |`;
  });
  return ['', '| In the palette | |', '|---|---|', ...rows, ''].join('\n');
}
