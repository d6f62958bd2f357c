/** What there is to know about a rule, as text for a terminal and as Markdown for viewers of SARIF. */
import type { RuleWords } from '../analysis/reported-finding.ts';
import type { ExampleFiles, Rule } from '../rules/rule.ts';
import { basename } from '../text/path.ts';
import { noPaint, type Paint, wrap } from './terminal-text.ts';

/** One line of facts: `warning · balena only · fix: suggestion · since 0.1.0`. */
export function ruleFacts(rule: RuleWords): string {
  return [
    rule.severity === 'off' ? 'off unless switched on' : rule.severity,
    rule.dialect === 'both' ? 'Docker and balena projects' : `${rule.dialect} projects only`,
    fixWords[rule.fix],
    `since ${rule.since}`,
  ].join(' · ');
}

const fixWords: Readonly<Record<RuleWords['fix'], string>> = {
  safe: 'has a safe fix (--fix)',
  suggestion: 'suggests a fix (--fix=all)',
  none: 'no fix',
};

export function ruleText(rule: RuleWords): string {
  return explainRule(rule, { paint: noPaint, width: 100 });
}

export function ruleMarkdown(rule: RuleWords): string {
  const parts = [`# ${rule.id}`, `${rule.summary}.`, rule.why, `*${ruleFacts(rule)}*`];
  if (rule.aka && rule.aka.length > 0)
    parts.push(`The same check elsewhere: ${rule.aka.map(it => `\`${it}\``).join(', ')}`);
  if (hasExamples(rule)) {
    const [bad] = rule.bad;
    const [good] = rule.good;
    if (bad) parts.push('## Instead of', ...fences(bad));
    if (good) parts.push('## Write', ...fences(good));
  }
  if (rule.references.length > 0) parts.push('## References', rule.references.map(it => `- <${it}>`).join('\n'));
  return `${parts.join('\n\n')}\n`;
}

/** The rule's page for a terminal. */
export function explainRule(
  rule: RuleWords,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): string {
  const lines = [paint('bold', rule.id), ...wrap(rule.summary, width), paint('dim', ruleFacts(rule)), ''];
  lines.push(...wrap(rule.why, width));
  if (hasExamples(rule)) {
    const [bad] = rule.bad;
    const [good] = rule.good;
    if (bad) lines.push('', paint('red', 'Instead of'), ...indented(bad, paint));
    if (good) lines.push('', paint('green', 'Write'), ...indented(good, paint));
  }
  if (rule.aka && rule.aka.length > 0) lines.push('', `The same check elsewhere: ${rule.aka.join(', ')}`);
  if (rule.references.length > 0) lines.push('', 'References', ...rule.references.map(it => `  ${it}`));
  return `${lines.join('\n')}\n`;
}

/** Rules of the catalogue have examples; what Slipway says about itself has none. */
function hasExamples(rule: RuleWords): rule is Rule {
  return 'bad' in rule && 'good' in rule;
}

function indented(files: ExampleFiles, paint: Paint): readonly string[] {
  return Object.entries(files).flatMap(([name, text]) => [
    paint('dim', `  ${name}`),
    ...text
      .replace(/\n$/, '')
      .split('\n')
      .map(line => `    ${line}`),
  ]);
}

function fences(files: ExampleFiles): readonly string[] {
  return Object.entries(files).flatMap(([name, text]) => {
    const language = /\.ya?ml$/.test(name) ? 'yaml' : /dockerfile/i.test(basename(name)) ? 'dockerfile' : '';
    return [`\`${name}\``, `\`\`\`${language}\n${text.replace(/\n$/, '')}\n\`\`\``];
  });
}
