/** Answers a request for code lenses: what can be built from the file that an editor shows. */
import type { CodeLens } from 'vscode-languageserver';
import type { Analyzer } from '../analyzer.ts';
import { type BuildLens, composeLenses, dockerfileLenses } from '../features/build-lenses.ts';
import { topologyLens } from '../features/topology-lens.ts';
import type { FileKind } from '../project/file-kind.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { maxFileLength } from '../text/limits.ts';
import { editorText } from './editor-text.ts';
import { buildCommand, topologyCommand } from './from-proto.ts';

export interface CodeLensFile {
  readonly path: string;
  readonly kind: FileKind | undefined;
  /** As its editor shows it. */
  readonly text: string;
}

export interface CodeLensHost {
  readonly analyzer: Analyzer;
  readonly uri: (path: string) => string;
  /** Whether the client has a command that shows it. */
  readonly picture: 'offered' | 'unknown';
}

/** @throws the signal's reason when it aborts */
export async function buildLenses(
  { path, kind, text }: CodeLensFile,
  { analyzer, uri, picture }: CodeLensHost,
  signal: AbortSignal,
): Promise<CodeLens[]> {
  if ((kind !== 'dockerfile' && kind !== 'compose') || text.length > maxFileLength) return [];
  const project = await analyzer.project(path, kind);
  signal.throwIfAborted();
  const compose = project.composeFiles.find(it => it.path === path);
  const lenses =
    kind === 'dockerfile'
      ? dockerfileLenses(path, parseDockerfile(text), project)
      : compose === undefined
        ? []
        : composeLenses(compose, project);
  const editor = editorText(text);
  const wires = compose && picture === 'offered' ? topologyLens(compose.file) : undefined;
  const shown: readonly CodeLens[] = wires
    ? [
        {
          range: editor.range(wires.at),
          command: { title: wires.title, command: topologyCommand, arguments: [uri(path)] },
        },
      ]
    : [];
  const built = lenses.map(({ at, title, build }: BuildLens): CodeLens => {
    const { path: from, ...rest } = build;
    return { range: editor.range(at), command: { title, command: buildCommand, arguments: [uri(from), rest] } };
  });
  return [...shown, ...built];
}
