/** What a fence named after a feature is compared with: the feature's answer at the cursor, one line each. */

import { parseAlone } from '../../server/src/analysis/parsed-file.ts';
import { suppressionName } from '../../server/src/analysis/reported-finding.ts';
import { setRuleOff } from '../../server/src/analysis/rule-switch.ts';
import { suppressHere } from '../../server/src/analysis/suppress-here.ts';
import type { Analyzer } from '../../server/src/analyzer.ts';
import { quickFixes, type Silencing } from '../../server/src/features/code-actions.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { span } from '../../server/src/text/span.ts';

type Answer = (
  analyzer: Analyzer,
  cursor: { readonly path: string; readonly offset: number },
) => Promise<readonly string[]>;

export const featureAnswers: Readonly<Record<string, Answer>> = {
  /** The light bulb's list at the cursor; `*` marks what an editor may apply without asking. */
  async 'code-actions'(analyzer, { path, offset }) {
    const file = await analyzer.findings(path);
    const parsed = parseAlone(path, fileKind(path), file.text);
    const silencing: Silencing = {
      here: finding => parsed && suppressHere(parsed, suppressionName(finding), finding.at),
      async inProject(rule) {
        const edits = setRuleOff(undefined, rule);
        return edits && { edits };
      },
    };
    const actions = await quickFixes(file, span(offset, offset), silencing, async () => []);
    return actions.map(({ isPreferred, title }) => `${isPreferred ? '* ' : ''}${title}`);
  },
};
