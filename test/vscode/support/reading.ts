// What a screen reader says while somebody goes through a panel by keyboard.
import { webviewFrames, workbench } from './workbench.ts';

/** In the page of the panel that is in sight. */
export const inside = (selector: string) => ({ frames: webviewFrames, selector });

/** Of what has the focus: role, name and states; of a list or a tree also those of its row. */
export async function focused(): Promise<string> {
  const [first = ''] = (await workbench.aria(inside(':focus'))).split('\n');
  const row = await workbench.attribute(inside(':focus'), 'aria-activedescendant');
  const said = first.replace(/^- /, '').replace(/:$/, '');
  return row === '' ? said : `${said} > ${(await workbench.aria(inside(`#${row}`))).replace(/^- /, '').split('\n')[0]}`;
}

/** What is said at each stop, from the one after the focus of now. */
export async function stops(
  key: 'Tab' | 'ArrowDown' | 'ArrowUp' | 'ArrowRight',
  count: number,
): Promise<readonly string[]> {
  const said: string[] = [];
  for (let stop = 0; stop < count; stop++) {
    await workbench.press(key);
    said.push(await focused());
  }
  return said;
}
