// What the extension uses of the language client's library, a bundle of its own: it is most of the code, and nobody waits for
// it before the first document of ours is open.
export { LanguageClient, TransportKind, WorkDoneProgress } from 'vscode-languageclient/node';
