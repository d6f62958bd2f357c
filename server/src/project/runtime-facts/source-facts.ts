/**
 * Facts from source files that are not started as shell scripts: what they import, which device paths they name, which
 * telling calls they make, which commands of the catalogue they hand to a shell. By lines, comments left out; nothing is
 * parsed, so a half-written file tells as much as a finished one.
 */
import { privilegeNeeds } from '../../catalog/privilege-needs.ts';
import { lineIndex } from '../../text/line-index.ts';
import type { ContextFile } from '../project.ts';
import { pathFacts } from './origin.ts';
import { type FactWeight, fact, type RuntimeFact } from './runtime-fact.ts';
import { shownCommand } from './shell-facts.ts';

/** Characters of a line that are looked at; longer ones are data or made by a machine. */
const maxLineLength = 2_000;

const allSigns = privilegeNeeds.flatMap(need => [need.signs, need.hints, need.support, need.silencedBy]);

/** The calls the catalogue knows. */
const calls = [...new Set(allSigns.flatMap(signs => signs?.calls ?? []))];

/** Names of the catalogue's commands that are words of their own, so that prose does not hold them by chance. */
const commandNames = new Set(
  allSigns
    .flatMap(signs => signs?.commands ?? [])
    .map(pattern => pattern.split(' ', 1)[0] ?? '')
    .filter(name => /^[\w.-]{2,}$/.test(name)),
);

type Language = 'python' | 'javascript' | 'c';

const languages: Readonly<Record<string, Language>> = {
  py: 'python',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  c: 'c',
  cc: 'c',
  cpp: 'c',
  h: 'c',
  hpp: 'c',
};

/** `isOwnModule` tells Python modules of the project from installed ones of the same name. */
export function sourceFacts(
  file: ContextFile,
  weight: FactWeight,
  isOwnModule: (name: string) => boolean,
): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  const { text, path, relativePath: name } = file;
  const language = languages[name.slice(name.lastIndexOf('.') + 1)];
  const index = lineIndex(text);
  for (let line = 0; line < index.lineCount; line++) {
    const at = index.lineSpan(line);
    if (at.end - at.start > maxLineLength) continue;
    const content = text.slice(at.start, at.end);
    const trimmed = content.trim();
    if (trimmed === '' || isComment(trimmed, language)) continue;
    const start = at.start + content.indexOf(trimmed);
    const base = { weight, path, at: { start, end: start + trimmed.length }, isConditional: false };
    const isIndented = content.length > 0 && /^\s/.test(content);
    for (const module of importsOf(trimmed, language)) {
      if (language === undefined || (language === 'python' && isOwnModule(module))) continue;
      const shown = { weight, path, at: base.at, isConditional: isIndented };
      facts.push(fact({ kind: 'import', language, name: module }, shown, `${name} imports ${module}`));
    }
    for (const call of calls) {
      if (trimmed.includes(call))
        facts.push(fact({ kind: 'call', name: call }, base, `${name} calls ${call.replace(/\(.*/, '')}`));
    }
    facts.push(...pathFacts(trimmed, base, name));
    if (language !== undefined && language !== 'c') {
      for (const words of commandsHandedOver(trimmed)) {
        facts.push(fact({ kind: 'command', words }, base, `${name} runs ${shownCommand(words)}`));
      }
    }
  }
  return facts;
}

function isComment(line: string, language: Language | undefined): boolean {
  if (language === 'c') return line.startsWith('//') || line.startsWith('*') || line.startsWith('/*');
  if (language === 'javascript') return line.startsWith('//') || line.startsWith('* ') || line.startsWith('/*');
  return line.startsWith('#') || line.startsWith(';');
}

function importsOf(line: string, language: Language | undefined): readonly string[] {
  switch (language) {
    case 'python': {
      const from = /^from\s+([\w.]+)\s+import\b/.exec(line)?.[1];
      if (from) return [from];
      const list = /^import\s+([\w.,\s]+)/.exec(line)?.[1];
      return list ? list.split(',').map(it => it.trim().split(/\s/, 1)[0] ?? '') : [];
    }
    case 'javascript': {
      const found = [...line.matchAll(/(?:require\(|\bfrom\s|^import\s|\bimport\()\s*['"]((?:@[\w.-]+\/)?[\w.-]+)/g)];
      return found.map(match => match[1] ?? '');
    }
    case 'c': {
      const header = /^#\s*include\s*[<"]([\w./-]+)[>"]/.exec(line)?.[1];
      return header ? [header] : [];
    }
    default:
      return [];
  }
}

const handsOver =
  /system\(|popen|subprocess|\bexec|spawn|\brun\(|check_(?:call|output)|shell|Command\b|\bcall\(|\$`|child_process/i;

/** Commands of the catalogue that stand as text in a call of a shell: `os.system("modprobe x")`, `spawn('ip', ['link'])`. */
function commandsHandedOver(line: string): readonly (readonly string[])[] {
  if (!handsOver.test(line)) return [];
  const found: (readonly string[])[] = [];
  // Quotes stand inside quotes (`'bash -c "modprobe x"'`), so every piece between two of them is looked at.
  const pieces = line.split(/["'`]/);
  for (const [i, piece] of pieces.entries()) {
    if (i === 0 || i === pieces.length - 1) continue;
    for (const part of piece.split(/&&|\|\||[;|]/)) {
      const words = part.trim().split(/\s+/);
      const at = words.findIndex(word => commandNames.has(word.slice(word.lastIndexOf('/') + 1)));
      // Only the first word of a command or what follows `sudo`: `echo play` plays nothing.
      if (at < 0 || words.slice(0, at).some(word => !/^(?:sudo|exec|env|nohup|-\w+|bash|sh)$/.test(word))) continue;
      const alone = words.length === at + 1;
      found.push(alone ? [...words.slice(at), ...listedWords(pieces.slice(i + 1))] : words.slice(at));
    }
  }
  return found;
}

/** The words of the list that follows: `, ['link', 'set']` or `, 'link', 'set'`. */
function listedWords(pieces: readonly string[]): readonly string[] {
  return pieces.slice(0, 20).filter(piece => /^[^\s,[\](){}]+$/.test(piece));
}
