/** The client's words in the core's: the only place where an editor's language id or capability is read. */
import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import { type FileKind, fileKind } from '../project/file-kind.ts';
import type { InitializationOptions } from './custom-requests.ts';
import type { ProtoContext } from './to-proto.ts';

export const openRulePageCommand = 'slipway.openRulePage';
export const openLessonCommand = 'slipway.learn.openLesson';
/** Called with the URI of a file, and what of it is built. */
export const buildCommand = 'slipway.device.build';
/** The client's command that shows the topology of a Compose file. */
export const topologyCommand = 'slipway.showTopology';

/** What the file is: by its name, else by the language the user gave it in the editor. */
export function kindOf(path: string, languageId: string | undefined): FileKind | undefined {
  const byName = fileKind(path);
  if (byName) return byName;
  switch (languageId) {
    case 'dockerfile':
      return 'dockerfile';
    case 'dockercompose':
      return 'compose';
    default:
      return undefined;
  }
}

/** What the client can do, beyond what every client can. */
export interface Client {
  readonly proto: ProtoContext['client'];
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly givesSettings: boolean;
  readonly watchesFiles: boolean;
  readonly registersSettings: boolean;
  readonly hasFolderEvents: boolean;
  readonly codeActionLiterals: boolean;
  /** Has a command that builds. */
  readonly builds: boolean;
  /** The client has `topologyCommand`. */
  readonly showsTopology: boolean;
  readonly refreshesLenses: boolean;
  readonly options: InitializationOptions;
  /** URIs of the opened folders; empty for single files. */
  readonly folders: readonly string[];
}

export function clientOf(params: InitializeParams): Client {
  const { textDocument, workspace }: ClientCapabilities = params.capabilities ?? {};
  const options = optionsOf(params.initializationOptions);
  const published = textDocument?.publishDiagnostics;
  const pulled = textDocument?.diagnostic;
  const folders = params.workspaceFolders?.map(folder => folder.uri) ?? (params.rootUri ? [params.rootUri] : []);
  return {
    proto: {
      relatedInformation: published?.relatedInformation ?? pulled?.relatedInformation ?? false,
      tags: (published?.tagSupport ?? pulled?.tagSupport) !== undefined,
      codeDescription: published?.codeDescriptionSupport ?? pulled?.codeDescriptionSupport ?? false,
      documentChanges: workspace?.workspaceEdit?.documentChanges ?? false,
      createFiles:
        (workspace?.workspaceEdit?.documentChanges ?? false) &&
        (workspace?.workspaceEdit?.resourceOperations?.includes('create') ?? false),
      renameFiles:
        (workspace?.workspaceEdit?.documentChanges ?? false) &&
        (workspace?.workspaceEdit?.resourceOperations?.includes('rename') ?? false),
      isPreferred: textDocument?.codeAction?.isPreferredSupport ?? false,
      opensRulePages: options.commands?.includes(openRulePageCommand) ?? false,
      opensLessons: options.commands?.includes(openLessonCommand) ?? false,
    },
    pullsDiagnostics: pulled !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport ?? false,
    givesSettings: workspace?.configuration ?? false,
    registersSettings: workspace?.didChangeConfiguration?.dynamicRegistration ?? false,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    hasFolderEvents: workspace?.workspaceFolders ?? false,
    codeActionLiterals: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    builds: options.commands?.includes(buildCommand) ?? false,
    showsTopology: options.commands?.includes(topologyCommand) ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    options,
    folders,
  };
}

/** Options come from whoever configured the client: only what has the right shape is taken. */
function optionsOf(raw: unknown): InitializationOptions {
  if (typeof raw !== 'object' || raw === null) return {};
  const given = raw as { readonly [K in keyof InitializationOptions]: unknown };
  return {
    ...(typeof given.rulePages === 'string' ? { rulePages: given.rulePages } : {}),
    ...(Array.isArray(given.commands) ? { commands: given.commands.filter(it => typeof it === 'string') } : {}),
    ...(given.readsFiles === true ? { readsFiles: true } : {}),
    ...(isObject(given.settings) ? { settings: given.settings as NonNullable<InitializationOptions['settings']> } : {}),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
