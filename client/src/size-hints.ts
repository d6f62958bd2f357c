// In a Dockerfile, behind each instruction that makes files: how many bytes it added in the last build of that file, as the
// history of the image tells. Nothing is asked of an engine while the setting is off or the file was never built.
import * as vscode from 'vscode';
import { byteSize } from '../../server/src/text/byte-size.ts';
import type { Parts } from './commands/command.ts';
import { EngineRefused } from './engine/engine.ts';
import type { HistoryItem } from './engine/images.ts';
import type { InstructionSize } from './layers/instruction-sizes.ts';
import type { LastBuild } from './layers/last-builds.ts';

const selector: vscode.DocumentSelector = [{ language: 'dockerfile', scheme: 'file' }];
const setting = 'build.sizeHints';

export function sizeHints({
  lastBuilds,
  engine,
  log,
}: Pick<Parts, 'lastBuilds' | 'engine' | 'log'>): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const histories = new Map<string, Promise<readonly HistoryItem[]>>();
  /** Of an image that is gone there is none until the next build; an engine that cannot be reached is asked again. */
  const historyOf = (imageId: string): Promise<readonly HistoryItem[]> => {
    const known = histories.get(imageId);
    if (known) return known;
    const asked = engine()
      .then(({ images }) => images.history(imageId))
      .catch((error: unknown) => {
        if (!(error instanceof EngineRefused)) histories.delete(imageId);
        log.debug(`No sizes for ${imageId}: ${String(error)}`);
        return [];
      });
    histories.set(imageId, asked);
    return asked;
  };
  const lastOf = (document: vscode.TextDocument): LastBuild | undefined =>
    lastBuilds.of(document.uri.path) ?? lastBuilds.of(document.uri.fsPath.replaceAll('\\', '/'));

  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    async provideInlayHints(document, range) {
      if (!isOn() || !vscode.workspace.isTrusted) return [];
      const built = lastOf(document);
      if (!built) return [];
      const [history, { instructionSizes }] = await Promise.all([
        historyOf(built.imageId),
        import('./layers/layers-library.ts'),
      ]);
      if (history.length === 0) return [];
      const { text, target } = built;
      const sizes = instructionSizes(document.getText(), {
        text,
        history,
        ...(target === undefined ? {} : { target }),
      });
      return sizes.flatMap(({ at, bytes, state }) => {
        const position = document.positionAt(at);
        return range.contains(position) ? [hint(position, bytes, state, built)] : [];
      });
    },
  };
  const lens: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses(document) {
      const built = lastOf(document);
      return built && isOn() ? [layersLens(document, built)] : [];
    },
  };
  const following = lastBuilds.onDidChange(() => {
    histories.clear();
    changed.fire();
  });
  return vscode.Disposable.from(
    changed,
    following,
    vscode.languages.registerInlayHintsProvider(selector, provider),
    vscode.languages.registerCodeLensProvider(selector, lens),
    vscode.workspace.onDidChangeConfiguration(it => it.affectsConfiguration(`slipway.${setting}`) && changed.fire()),
  );
}

function isOn(): boolean {
  return vscode.workspace.getConfiguration('slipway').get(setting) === 'on';
}

function hint(
  position: vscode.Position,
  bytes: number,
  state: InstructionSize['state'],
  { imageId, name }: LastBuild,
): vscode.InlayHint {
  const part = new vscode.InlayHintLabelPart(label(byteSize(bytes), state));
  part.command = command(imageId, name);
  part.tooltip = `${tooltips[state]} Last build: ${name}, as the engine counts its disk.`;
  const made = new vscode.InlayHint(position, [part]);
  made.paddingLeft = true;
  return made;
}

function label(size: string, state: InstructionSize['state']): string {
  switch (state) {
    case 'current':
      return size;
    case 'changed':
      return `was ${size}`;
    case 'below':
      return `${size}?`;
  }
}

const tooltips: Readonly<Record<InstructionSize['state'], string>> = {
  current: 'Added in the last build.',
  changed: 'Added in the last build, before it was written as it is now.',
  below: 'Added in the last build. An instruction above was changed since: the next build may come out otherwise.',
};

/** Above the first FROM. */
function layersLens(document: vscode.TextDocument, { imageId, name, bytes }: LastBuild): vscode.CodeLens {
  let line = 0;
  while (line < document.lineCount - 1 && !/^\s*FROM\b/i.test(document.lineAt(line).text)) line++;
  const size = bytes === undefined ? '' : ` (${byteSize(bytes)})`;
  const title = `Layers of ${name}${size}`;
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { ...command(imageId, name), title });
}

function command(id: string, name: string): vscode.Command {
  return { command: 'slipway.image.showLayers', title: 'Show Layers', arguments: [{ id, name }] };
}
