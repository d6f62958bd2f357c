// What an engine command works on: the rows it was called on, the selection of its view when it was called by key, else
// what the user picks from a list. Rows that the command cannot be used on are left out. What works on one is given the row
// that was clicked, and asks where that or the selection stands for several.
import * as vscode from 'vscode';
import type { ContainerRow, EngineState, ImageRow, NetworkRow, VolumeRow } from '../engine/engine-state.ts';
import { bySelection, isTreeNode, type Subject, type TreeNode, type ViewId, viewIds } from '../views/tree-node.ts';
import type { Parts } from './command.ts';

export interface TargetQuestion<Row> {
  /** Above the list: `Stop which containers?` */
  readonly title: string;
  readonly many: 'one' | 'several';
  /** Whether the command can be used on the row; all of them when absent. */
  readonly accepts?: (row: Row) => boolean;
  /** Said when no row accepts: `No container is running.` */
  readonly none: string;
}

/** An image by one of its tags; `reference` is its id when it has none. */
export interface ImageTarget {
  readonly row: ImageRow;
  readonly reference: string;
}

export function containerTargets(
  parts: Parts,
  given: readonly unknown[],
  question: TargetQuestion<ContainerRow>,
): Promise<readonly ContainerRow[]> {
  return targets(parts, given, question, {
    view: viewIds.containers,
    rowsOf: (state, subject) =>
      idsOf(subject)
        .flatMap(id => {
          const row = state.containers.get(id);
          return row ? [row] : [];
        })
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    all: state => [...state.containers.values()],
    key: ({ id }) => id,
    item: row => ({
      label: row.name,
      description: row.health ?? row.status,
      detail: row.image,
      iconPath: new vscode.ThemeIcon('vm'),
    }),
  });
}

export function imageTargets(
  parts: Parts,
  given: readonly unknown[],
  question: TargetQuestion<ImageTarget>,
): Promise<readonly ImageTarget[]> {
  return targets(parts, given, question, {
    view: viewIds.images,
    rowsOf: (state, subject) => {
      const rows = imagesOf(subject);
      return rows.flatMap(({ id, reference }) => {
        const row = state.images.get(id);
        return row ? [{ row, reference: reference ?? row.tags[0] ?? row.id }] : [];
      });
    },
    all: state =>
      [...state.images.values()].flatMap(row =>
        (row.tags.length > 0 ? row.tags : [row.id]).map(reference => ({ row, reference })),
      ),
    key: ({ reference }) => reference,
    item: ({ row, reference }) => ({
      label: reference.startsWith('sha256:') ? reference.slice(7, 19) : reference,
      description: row.tags.length > 0 ? row.id.slice(7, 19) : 'dangling',
      iconPath: new vscode.ThemeIcon('package'),
    }),
  });
}

export function volumeTargets(
  parts: Parts,
  given: readonly unknown[],
  question: TargetQuestion<VolumeRow>,
): Promise<readonly VolumeRow[]> {
  return targets(parts, given, question, {
    view: viewIds.volumes,
    rowsOf: (state, subject) => {
      const row = subject.kind === 'volume' ? state.volumes.get(subject.name) : undefined;
      return row ? [row] : [];
    },
    all: state => [...state.volumes.values()],
    key: ({ name }) => name,
    item: row => ({ label: row.name, description: row.driver, iconPath: new vscode.ThemeIcon('database') }),
  });
}

export function networkTargets(
  parts: Parts,
  given: readonly unknown[],
  question: TargetQuestion<NetworkRow>,
): Promise<readonly NetworkRow[]> {
  return targets(parts, given, question, {
    view: viewIds.networks,
    rowsOf: (state, subject) => {
      const id = subject.kind === 'network' ? subject.id : subject.kind === 'membership' ? subject.networkId : '';
      const row = state.networks.get(id);
      return row ? [row] : [];
    },
    all: state => [...state.networks.values()],
    key: ({ id }) => id,
    item: row => ({ label: row.name, description: row.driver, iconPath: new vscode.ThemeIcon('type-hierarchy') }),
  });
}

interface Kind<Row> {
  readonly view: ViewId;
  rowsOf(state: EngineState, subject: Subject): readonly Row[];
  all(state: EngineState): readonly Row[];
  /** The same for the same object: a group and a row in it may both be selected. */
  key(row: Row): string;
  item(row: Row): vscode.QuickPickItem;
}

/** Empty when the user dismissed the list. */
async function targets<Row>(
  parts: Parts,
  given: readonly unknown[],
  { title, many, accepts = () => true, none }: TargetQuestion<Row>,
  kind: Kind<Row>,
): Promise<readonly Row[]> {
  const nodes = given[0] === bySelection ? parts.views.selected(kind.view) : nodesGiven(given, many);
  const picked = async (rows: readonly Row[]): Promise<readonly Row[]> => {
    const items = rows.map(row => ({ ...kind.item(row), row }));
    const options = { title, matchOnDescription: true, matchOnDetail: true };
    if (many === 'several')
      return ((await vscode.window.showQuickPick(items, { ...options, canPickMany: true })) ?? []).map(it => it.row);
    const one = await vscode.window.showQuickPick(items, options);
    return one ? [one.row] : [];
  };
  const state = await parts.store.current();
  const subjects = nodes.flatMap(node => (node.subject ? [node.subject] : []));
  const called = subjects.flatMap(subject => kind.rowsOf(state, subject));
  if (subjects.length > 0 && called.length === 0) throw new Error('It is gone: somebody removed it meanwhile.');
  if (called.length > 0) {
    const usable = [...new Map(called.map(row => [kind.key(row), row])).values()].filter(accepts);
    if (usable.length === 0) throw new Error(none);
    return many === 'several' || usable.length === 1 ? usable : picked(usable);
  }
  const usable = kind.all(state).filter(accepts);
  if (usable.length === 0) throw new Error(none);
  return picked(usable);
}

/** VS Code hands a row's command the row and, when it is part of a selection of several, all of them. */
function nodesGiven([node, all]: readonly unknown[], many: 'one' | 'several'): readonly TreeNode[] {
  if (many === 'one' && isTreeNode(node)) return [node];
  const several = Array.isArray(all) ? all.filter(isTreeNode) : [];
  if (several.length > 0) return several;
  return isTreeNode(node) ? [node] : [];
}

function imagesOf(subject: Subject): readonly { readonly id: string; readonly reference?: string }[] {
  switch (subject.kind) {
    case 'image':
      return [subject];
    case 'images':
      return subject.rows;
    case 'build':
      return subject.image ? [subject.image] : [];
    default:
      return [];
  }
}

function idsOf(subject: Subject): readonly string[] {
  switch (subject.kind) {
    case 'container':
      return [subject.id];
    case 'project':
      return subject.containerIds;
    case 'membership':
      return [subject.containerId];
    default:
      return [];
  }
}
