// The view of files inside containers and volumes, in the explorer beside the files of the workspace. It is there while
// something is open in it; each root is opened and closed by the user.
import * as vscode from 'vscode';
import { byteSize } from '../../../server/src/text/byte-size.ts';
import type { FileStat } from '../engine/container-files.ts';
import type { FileChange } from '../engine/containers.ts';
import { type ContainerEngine, EngineRefused } from '../engine/engine.ts';
import { type ContainerFileSystem, uriOf } from './container-file-system.ts';
import { addressOf, type FileRoot, fileScheme } from './file-address.ts';
import type { OpenedVolumes } from './opened-volumes.ts';

const filesViewId = 'slipway.files';
const openKey = 'slipway:filesOpen';
/** To learn whether they lead to folders. */
const mostLinksFollowed = 50;

/** A row: a root, a folder or a file. Two rows of one address are the same row. */
export interface FileRow {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly isRoot: boolean;
  readonly isLink: boolean;
  readonly stat: Pick<FileStat, 'kind' | 'size'>;
}

export interface FileBrowser extends vscode.Disposable {
  /** Adds the root if it is not there, and shows what is in it. */
  open(root: FileRoot): Promise<void>;
  close(row: FileRow): Promise<void>;
  /** Reads everything anew that is shown. */
  refresh(): Promise<void>;
  readonly selected: readonly FileRow[];
}

export interface FileBrowserOptions {
  readonly files: ContainerFileSystem;
  readonly engine: () => Promise<ContainerEngine>;
  readonly volumes: OpenedVolumes;
}

export function isFileRow(value: unknown): value is FileRow {
  return (
    typeof value === 'object' && value !== null && 'uri' in value && value.uri instanceof vscode.Uri && 'stat' in value
  );
}

export function fileBrowser({ files, engine, volumes }: FileBrowserOptions): FileBrowser {
  const roots: FileRow[] = [];
  /** How files differ from the image, by address; of containers only. */
  let changes: ReadonlyMap<string, FileChange['kind']> = new Map();
  const rowsChanged = new vscode.EventEmitter<FileRow | undefined>();
  const marksChanged = new vscode.EventEmitter<undefined>();
  const parents = new WeakMap<FileRow, FileRow>();

  async function children(row: FileRow | undefined): Promise<FileRow[]> {
    if (!row) return [...roots];
    const listed = await vscode.window.withProgress({ location: { viewId: filesViewId } }, () => files.list(row.uri));
    const rows = [...listed].map(([name, stat]) => ({
      uri: vscode.Uri.joinPath(row.uri, name),
      name,
      isRoot: false,
      isLink: stat.kind === 'link',
      stat,
    }));
    const followed = await followLinks(rows);
    for (const child of followed) parents.set(child, row);
    return followed.sort(foldersFirst);
  }

  /** A link to a folder can be opened like one. Where there are very many links they are programs, seldom folders. */
  async function followLinks(rows: readonly FileRow[]): Promise<FileRow[]> {
    const links = rows.filter(({ stat }) => stat.kind === 'link');
    if (links.length > mostLinksFollowed) return [...rows];
    const folders = new Set<FileRow>();
    await Promise.allSettled(
      links.map(async row => {
        const { type } = await files.stat(row.uri);
        if (type & vscode.FileType.Directory) folders.add(row);
      }),
    );
    return rows.map(row => (folders.has(row) ? { ...row, stat: { ...row.stat, kind: 'folder' }, isLink: true } : row));
  }

  const view = vscode.window.createTreeView<FileRow>(filesViewId, {
    showCollapseAll: true,
    canSelectMany: true,
    treeDataProvider: {
      onDidChangeTreeData: rowsChanged.event,
      getChildren: children,
      getParent: row => parents.get(row),
      getTreeItem: treeItem,
    },
  });

  async function readChanges(): Promise<void> {
    const known = new Map<string, FileChange['kind']>();
    const at = await engine();
    await Promise.all(
      roots.map(async ({ uri }) => {
        const address = addressOf(uri);
        const place = address?.kind === 'container' ? await files.locate(uri) : undefined;
        if (!address || !place) return;
        for (const { kind, path } of await changesIn(at, place.containerId))
          known.set(uriOf({ ...address, path }).toString(), kind);
      }),
    );
    changes = known;
    marksChanged.fire(undefined);
  }

  const marks = vscode.window.registerFileDecorationProvider({
    onDidChangeFileDecorations: marksChanged.event,
    provideFileDecoration(uri) {
      const kind = uri.scheme === fileScheme ? changes.get(uri.toString()) : undefined;
      switch (kind) {
        case 'added':
          return mark('A', 'not in the image', 'gitDecoration.addedResourceForeground');
        case 'changed':
          return mark('M', 'differs from the image', 'gitDecoration.modifiedResourceForeground');
        default:
          return undefined;
      }
    },
  });

  const tellWhetherOpen = () => vscode.commands.executeCommand('setContext', openKey, roots.length > 0);

  return {
    get selected() {
      return view.selection;
    },
    async open({ kind, name }) {
      const uri = uriOf({ kind, name, path: '/' });
      let row = roots.find(it => it.uri.toString() === uri.toString());
      if (!row) {
        row = { uri, name, isRoot: true, isLink: false, stat: { kind: 'folder', size: 0 } };
        roots.push(row);
        await tellWhetherOpen();
        rowsChanged.fire(undefined);
      }
      await vscode.commands.executeCommand(`${filesViewId}.focus`);
      await view.reveal(row, { expand: true, focus: true, select: true });
      await readChanges();
    },
    async close(row) {
      const at = roots.indexOf(row);
      if (at < 0) return;
      roots.splice(at, 1);
      rowsChanged.fire(undefined);
      await tellWhetherOpen();
      const address = addressOf(row.uri);
      if (address?.kind === 'volume') await volumes.close(address.name);
    },
    async refresh() {
      rowsChanged.fire(undefined);
      const open = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === fileScheme);
      files.refresh(open.map(({ uri }) => uri));
      await readChanges();
    },
    dispose() {
      vscode.Disposable.from(view, rowsChanged, marksChanged, marks).dispose();
    },
  };
}

function treeItem({ uri, name, isRoot, isLink, stat: { kind, size } }: FileRow): vscode.TreeItem {
  const isFolder = kind === 'folder';
  const item = new vscode.TreeItem(
    name,
    isFolder ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  const address = addressOf(uri);
  item.id = uri.toString();
  item.contextValue = isRoot ? `;root;${address?.kind ?? ''};` : `;${kind};`;
  if (isRoot) {
    item.iconPath = new vscode.ThemeIcon(address?.kind === 'volume' ? 'database' : 'vm');
    item.description = address?.kind ?? '';
    item.accessibilityInformation = { label: `files of ${address?.kind} ${name}` };
    return item;
  }
  item.resourceUri = uri;
  item.tooltip = address?.path ?? name;
  if (isLink) item.description = 'link';
  else if (kind === 'file') item.description = byteSize(size);
  item.accessibilityInformation = { label: `${kind} ${name}${kind === 'file' ? `, ${byteSize(size)}` : ''}` };
  if (!isFolder && kind !== 'other')
    item.command = { title: 'Open', command: 'vscode.open', arguments: [uri, { preview: true }] };
  return item;
}

/** Without marks, files are of use too: none where the engine does not tell. */
async function changesIn({ containers }: ContainerEngine, containerId: string): Promise<readonly FileChange[]> {
  try {
    return await containers.changes(containerId);
  } catch (error) {
    if (error instanceof EngineRefused) return [];
    throw error;
  }
}

function mark(badge: string, tooltip: string, color: string): vscode.FileDecoration {
  return new vscode.FileDecoration(badge, tooltip, new vscode.ThemeColor(color));
}

function foldersFirst(a: FileRow, b: FileRow): number {
  const rank = ({ stat }: FileRow): number => (stat.kind === 'folder' ? 0 : 1);
  return rank(a) - rank(b) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
