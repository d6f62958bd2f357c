/** How the code actions silence a rule: by a comment at the finding, or in the project's `.slipway.yaml`. */
import { notices } from '../analysis/notices.ts';
import { type ParsedFile, parseAlone } from '../analysis/parsed-file.ts';
import { suppressionName } from '../analysis/reported-finding.ts';
import { setRuleOff } from '../analysis/rule-switch.ts';
import { suppressHere } from '../analysis/suppress-here.ts';
import type { FileFindings } from '../analyzer.ts';
import type { Silencing } from '../features/code-actions.ts';
import type { FileKind } from '../project/file-kind.ts';
import type { Workspace } from '../project/workspace.ts';
import { dirname, isWithin, join } from '../text/path.ts';

export interface SilencingHost {
  readonly workspace: Workspace;
  /** The opened folders; no configuration file is looked for above them. */
  folders(): readonly string[];
  kind(path: string): FileKind | undefined;
}

export function silencingOf(file: FileFindings, host: SilencingHost): Silencing {
  let parsed: ParsedFile | undefined;
  return {
    here(finding) {
      // JSON has no comments.
      if (isNotice(finding.rule.id) || file.path.endsWith('.json')) return undefined;
      // Where a comment may stand is a question of this file's syntax alone, so it is parsed without its project.
      parsed ??= parseAlone(file.path, host.kind(file.path), file.text);
      return parsed && suppressHere(parsed, suppressionName(finding), finding.at);
    },
    async inProject(rule) {
      if (isNotice(rule)) return undefined;
      const path = await configPath(file.path, host);
      const read = await host.workspace.readFile(path);
      if (read.kind === 'unreadable') return undefined;
      const edits = setRuleOff(read.kind === 'text' ? read.text : undefined, rule);
      if (!edits) return undefined;
      return {
        edits: edits.map(edit => ({ ...edit, path })),
        ...(read.kind === 'missing' ? { creates: path } : {}),
      };
    },
  };
}

/** The configuration file that is in force for the file; where there is none, the one to create. */
async function configPath(path: string, { workspace, folders }: SilencingHost): Promise<string> {
  const root = folders().find(folder => isWithin(folder, path)) ?? dirname(path);
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    for (const name of ['.slipway.yaml', '.slipway.yml']) {
      if ((await workspace.stat(join(folder, name))) === 'file') return join(folder, name);
    }
    if (folder === root || folder === dirname(folder)) return join(root, '.slipway.yaml');
  }
}

/** Notices of Slipway itself are about no pattern of the user's: there is nothing to silence. */
function isNotice(rule: string): boolean {
  return notices.some(notice => notice.id === rule);
}
