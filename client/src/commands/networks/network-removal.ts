// What is said and offered before networks are removed: who is in them. Pure.
import type { ContainerRow, NetworkRow } from '../../engine/engine-state.ts';
import { isLive, namesOf, type Uses } from '../../views/nodes/uses.ts';
import type { Destruction } from '../confirm.ts';

export interface NetworkRemoval {
  readonly id: string;
  readonly name: string;
  /** Disconnected first: the engine removes no network with a running member. */
  readonly disconnect: readonly ContainerRow[];
}

/** `rows` is not empty, and none of them is built in. */
export function networkRemoval(rows: readonly NetworkRow[], members: Uses): Destruction<readonly NetworkRemoval[]> {
  const all = rows.map(row => ({ row, members: members.get(row.id) ?? [] }));
  const removals = all.map(({ row, members }) => ({ id: row.id, name: row.name, disconnect: members }));
  const [only] = all;
  const isOne = all.length === 1 && only !== undefined;
  const what = isOne ? `network ${only.row.name}` : `${all.length} networks`;
  const inside = [...new Set(all.flatMap(it => it.members))];
  return {
    title: `Remove ${what}?${inside.length === 0 ? '' : ` ${membersText(inside)} in ${isOne ? 'it' : 'them'}.`}`,
    keep: isOne ? `Keep ${only.row.name}` : 'Keep them',
    choices: [
      inside.length === 0
        ? { label: `Remove ${what}`, detail: 'No container is in it', value: removals }
        : {
            label: `Disconnect ${namesOf(inside)}, then remove ${what}`,
            detail: inside.some(isLive) ? 'Connections over it break at once' : 'They can be started without it',
            value: removals,
          },
    ],
    ...(isOne
      ? {}
      : {
          goes: all.map(({ row, members }) => ({
            name: row.name,
            about: members.length === 0 ? 'no members' : namesOf(members),
          })),
        }),
  };
}

function membersText(rows: readonly ContainerRow[]): string {
  const names = rows.slice(0, 4).map(({ name, status }) => `${name} (${status})`);
  const more = rows.length > names.length ? ` and ${rows.length - names.length} more` : '';
  return `${names.join(', ')}${more} ${rows.length === 1 ? 'is' : 'are'}`;
}
