/**
 * The core's answers in the protocol's words: the only place where a finding becomes a diagnostic, an offered action a
 * code action, and a core edit a workspace edit.
 */
import {
  type CodeAction,
  CodeActionKind,
  type CreateFile,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type RenameFile,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { ReportedFinding } from '../analysis/reported-finding.ts';
import type { Notice } from '../analyzer.ts';
import type { OfferedAction } from '../features/code-actions.ts';
import type { Fix, RelatedPlace, Severity } from '../rules/rule.ts';
import { type EditorText, editorText } from './editor-text.ts';
import { openLessonCommand, openRulePageCommand } from './from-proto.ts';

/** What the conversion needs to know about the client and its files. */
export interface ProtoContext {
  /** The URI of a path as the client spells it. */
  uri(path: string): string;
  /** The version of an open document; null when it is not open. */
  version(path: string): number | null;
  /** The text of a file that is not the one spoken of; undefined when it cannot be read. */
  text(path: string): Promise<string | undefined>;
  /** Where the page of a rule is; undefined when no pages are at hand. */
  rulePage(id: string): string | undefined;
  /** Which optional parts of the protocol the client understands. */
  readonly client: {
    readonly relatedInformation: boolean;
    readonly tags: boolean;
    readonly codeDescription: boolean;
    readonly documentChanges: boolean;
    readonly createFiles: boolean;
    readonly renameFiles: boolean;
    readonly isPreferred: boolean;
    /** Whether it has the command that opens a rule's page. */
    readonly opensRulePages: boolean;
    readonly opensLessons: boolean;
  };
}

export async function diagnostics(
  file: { readonly path: string; readonly text: string },
  findings: readonly ReportedFinding[],
  ctx: ProtoContext,
): Promise<Diagnostic[]> {
  const own = editorText(file.text);
  const texts = textsOf(file.path, own, ctx);
  const list: Diagnostic[] = [];
  for (const finding of findings) {
    // Few speak of other places, and to wait for each would take longer than all the rest.
    const related =
      finding.related && ctx.client.relatedInformation ? await relatedPlaces(finding.related, texts, ctx) : [];
    list.push(diagnostic(finding, own, related, ctx));
  }
  return list;
}

/** Said at the top of a file that is not checked at all, so that silence is not taken for praise. */
export function notice(of: Notice): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Information,
    source: 'slipway',
    message: of.message,
  };
}

export async function codeActions(
  file: { readonly path: string; readonly text: string },
  offered: readonly OfferedAction[],
  ctx: ProtoContext,
): Promise<CodeAction[]> {
  const texts = textsOf(file.path, editorText(file.text), ctx);
  const findings = [...new Set(offered.flatMap(action => action.findings))];
  const converted = await diagnostics(file, findings, ctx);
  const known = new Map(converted.map((diagnostic, i) => [findings[i], diagnostic]));
  const result: CodeAction[] = [];
  for (const action of offered) {
    const common: CodeAction = {
      title: action.title,
      kind: action.kind === 'quickfix' ? CodeActionKind.QuickFix : action.kind,
      diagnostics: action.findings.flatMap(finding => known.get(finding) ?? []),
      ...(action.isPreferred && ctx.client.isPreferred ? { isPreferred: true } : {}),
    };
    if (action.does.kind === 'show-rule') {
      if (!ctx.client.opensRulePages) continue;
      const command = { title: action.title, command: openRulePageCommand, arguments: [action.does.rule] };
      result.push({ ...common, command });
    } else if (action.does.kind === 'open-lesson') {
      if (!ctx.client.opensLessons) continue;
      result.push({
        ...common,
        command: { title: action.title, command: openLessonCommand, arguments: [{ lesson: action.does.lesson }] },
      });
    } else {
      const edit = await workspaceEdit(file.path, action.does, texts, ctx);
      if (edit) result.push({ ...common, edit });
    }
  }
  return result;
}

type Texts = (path: string) => Promise<EditorText | undefined>;

/** Line indexes by path, made once for all findings or actions of one answer. */
function textsOf(path: string, own: EditorText, ctx: ProtoContext): Texts {
  const texts = new Map<string, Promise<EditorText | undefined>>([[path, Promise.resolve(own)]]);
  return path => {
    let text = texts.get(path);
    if (!text) {
      text = ctx.text(path).then(read => (read === undefined ? undefined : editorText(read)));
      texts.set(path, text);
    }
    return text;
  };
}

async function relatedPlaces(
  places: readonly RelatedPlace[],
  texts: Texts,
  ctx: ProtoContext,
): Promise<readonly DiagnosticRelatedInformation[]> {
  const related: DiagnosticRelatedInformation[] = [];
  for (const { path, at, message } of places) {
    const range = (await texts(path))?.range(at);
    if (range) related.push({ location: { uri: ctx.uri(path), range }, message });
  }
  return related;
}

function diagnostic(
  finding: ReportedFinding,
  text: EditorText,
  related: readonly DiagnosticRelatedInformation[],
  ctx: ProtoContext,
): Diagnostic {
  const page = ctx.client.codeDescription ? ctx.rulePage(finding.rule.id) : undefined;
  const tag = ctx.client.tags ? tagOf(finding.rule.id) : undefined;
  return {
    range: text.range(finding.at),
    severity: severityOf(finding.severity),
    source: 'slipway',
    code: finding.rule.id,
    message: finding.message,
    ...(page === undefined ? {} : { codeDescription: { href: page } }),
    ...(related.length === 0 ? {} : { relatedInformation: [...related] }),
    ...(tag === undefined ? {} : { tags: [tag] }),
  };
}

/**
 * Our "hint" is the protocol's Information: editors draw their own Hint as three faint dots and leave it out of the
 * list of problems, so that nobody would ever read why.
 */
function severityOf(severity: Severity): DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'hint':
      return DiagnosticSeverity.Information;
  }
}

/** Rule ids name the bad pattern in agreed words, so they also say what may be faded or struck through. */
function tagOf(id: string): DiagnosticTag | undefined {
  if (/\/(?:redundant|unused|obsolete|useless)-/.test(id)) return DiagnosticTag.Unnecessary;
  if (/\/(?:deprecated|maintainer)\b/.test(id)) return DiagnosticTag.Deprecated;
  return undefined;
}

/** Undefined when a file to be changed cannot be read, one to be made is there, or the client cannot make or move files. */
async function workspaceEdit(
  ownPath: string,
  { edits, creates = [], movesTo }: Pick<Fix, 'edits' | 'creates' | 'movesTo'>,
  texts: Texts,
  ctx: ProtoContext,
): Promise<WorkspaceEdit | undefined> {
  if (creates.length > 0 && !ctx.client.createFiles) return undefined;
  if (movesTo !== undefined && !ctx.client.renameFiles) return undefined;
  for (const path of movesTo === undefined ? creates : [...creates, movesTo]) if (await texts(path)) return undefined;
  const byPath = new Map<string, TextEdit[]>();
  for (const edit of edits) {
    const path = edit.path ?? ownPath;
    const text = creates.includes(path) ? editorText('') : await texts(path);
    if (!text) return undefined;
    const list = byPath.get(path) ?? [];
    list.push({ range: text.range(edit.at), newText: edit.text });
    byPath.set(path, list);
  }
  if (!ctx.client.documentChanges) {
    return { changes: Object.fromEntries([...byPath].map(([path, list]) => [ctx.uri(path), list])) };
  }
  const created = creates.map(
    // Without options the client refuses the whole change where the file has appeared meanwhile.
    (path): CreateFile => ({ kind: 'create', uri: ctx.uri(path) }),
  );
  const changed = [...byPath].map(
    ([path, list]): TextDocumentEdit => ({
      textDocument: { uri: ctx.uri(path), version: ctx.version(path) },
      edits: list,
    }),
  );
  const moved: RenameFile[] =
    movesTo === undefined ? [] : [{ kind: 'rename', oldUri: ctx.uri(ownPath), newUri: ctx.uri(movesTo) }];
  return { documentChanges: [...created, ...changed, ...moved] };
}
