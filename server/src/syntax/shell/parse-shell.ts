/**
 * The shell parser: one pass over the text, its nesting on a stack of its own, so that time is linear and no input is too
 * deep. What makes no sense to a shell is passed over, and reading goes on behind it.
 */
import type { ShellContext, ShellOperator, ShellOperatorText, ShellScript, ShellWord } from './shell.ts';
import {
  completeRedirection,
  emptyWord,
  type Frame,
  type Level,
  type MutableCommand,
  type OpenCommand,
  openCommand,
  openLevel,
  restart,
} from './shell-level.ts';
import { assignmentOf, closeWord, isNameCharacter, leaveOut, openWord, programOf } from './shell-word.ts';

/** Characters looked at to tell `$((1+2))` from `$((a); b)`; real arithmetic is far shorter. */
const maxArithmeticLength = 1000;

/** Reads a script, or a part of one: the text of a RUN, a heredoc's body, an entry script. Spans speak of `text`. */
export function parseShell(text: string): ShellScript {
  return new ShellReader(text).read();
}

/** The characters at which reading a word stops to look; everything else is part of it. */
const special = new Uint8Array(128);
for (const character of '\t\n\r "#$&\'()*;<>?[\\]`|~') special[character.charCodeAt(0)] = 1;
const specialInQuotes = new Uint8Array(128);
for (const character of '"$\\`') specialInQuotes[character.charCodeAt(0)] = 1;

class ShellReader {
  readonly #text: string;
  readonly #frames: Frame[] = [];
  readonly #levels: Level[] = [];
  readonly #commands: (MutableCommand | undefined)[] = [];
  readonly #operators: ShellOperator[] = [];
  /** Heredocs announced on this line; their bodies begin behind its line break. */
  #heredocs: { readonly name: string; readonly stripsTabs: boolean }[] = [];
  #pipelines = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): ShellScript {
    let level = this.#push('script', undefined);
    while (this.#at < this.#text.length) {
      const frame = this.#frames.at(-1) ?? level;
      switch (frame.kind) {
        case 'level':
          this.#inLevel(frame);
          break;
        case 'double quote':
          this.#inDoubleQuote(frame.isLeftOut);
          break;
        case 'braces':
          this.#inBraces(frame.isInQuotes);
          break;
        case 'arithmetic':
          this.#inArithmetic(frame);
          break;
      }
    }
    this.#at = this.#text.length;
    for (;;) {
      level = this.#level();
      this.#endCommand(level);
      if (this.#levels.length === 1) break;
      this.#levels.pop();
    }
    return {
      text: this.#text,
      commands: this.#commands.filter(command => command !== undefined),
      operators: this.#operators,
    };
  }

  #code(offset: number): number {
    return this.#text.charCodeAt(offset);
  }

  #level(): Level {
    return this.#levels.at(-1) ?? this.#push('script', undefined);
  }

  #push(opener: Level['opener'], ownCloser: Level['closer']): Level {
    const parent = this.#levels.at(-1);
    const level = openLevel(opener, parent, ownCloser);
    if (parent) parent.isFunctionNext = false;
    this.#levels.push(level);
    this.#frames.push(level);
    return level;
  }

  /** Drops the innermost level and whatever is open inside it. */
  #pop(): Level {
    const level = this.#levels.pop();
    for (;;) {
      const frame = this.#frames.pop();
      if (!frame || frame === level) break;
    }
    return this.#level();
  }

  #inLevel(level: Level): void {
    const text = this.#text;
    const code = this.#code(this.#at);
    if (code >= 128 || special[code] === 0) {
      this.#word(level);
      let at = this.#at + 1;
      while (at < text.length && (this.#code(at) >= 128 || special[this.#code(at)] === 0)) at++;
      this.#at = at;
      return;
    }
    switch (text.charAt(this.#at)) {
      case ' ':
      case '\t':
      case '\r':
        this.#endWord(level);
        this.#at++;
        break;
      case '\n':
        this.#lineBreak(level);
        break;
      case '#':
        if (level.word) this.#at++;
        else this.#comment();
        break;
      case "'":
        this.#singleQuote(level);
        break;
      case '"': {
        const word = this.#word(level);
        word.isQuoted = true;
        leaveOut(word, text, this.#at, 1);
        this.#frames.push({ kind: 'double quote', isLeftOut: true });
        this.#at++;
        break;
      }
      case '\\':
        this.#backslash(level);
        break;
      case '$':
        this.#word(level);
        this.#dollar(level, 'outside quotes');
        break;
      case '`':
        this.#backtick(level);
        break;
      case '(':
        this.#openParenthesis(level);
        break;
      case ')':
        this.#closeParenthesis(level);
        break;
      case '<':
      case '>':
        this.#angle(level);
        break;
      case ';':
      case '&':
      case '|':
        this.#operatorCharacter(level);
        break;
      case '[':
        this.#word(level).hasBracket = true;
        this.#at++;
        break;
      case ']': {
        const word = this.#word(level);
        if (word.hasBracket) word.isLiteral = false;
        this.#at++;
        break;
      }
      case '~':
        if (!level.word) this.#word(level).isLiteral = false;
        this.#at++;
        break;
      default:
        // `*` and `?`
        this.#word(level).isLiteral = false;
        this.#at++;
        break;
    }
  }

  /** The word that is read, begun here if none is. */
  #word(level: Level) {
    if (!level.word) {
      this.#command(level, this.#at);
      level.word = openWord(this.#at);
    }
    return level.word;
  }

  /** The command that is read, begun here if none is. */
  #command(level: Level, start: number): OpenCommand {
    if (level.command) return level.command;
    if (level.lineBreak >= 0) {
      this.#addOperator(level, ';', level.lineBreak, 1);
      level.lineBreak = -1;
    }
    const isDiscarded = level.phase !== 'body' || level.hasLast;
    if (!isDiscarded && level.before !== '|' && level.before !== '|&') level.pipeline = ++this.#pipelines;
    level.command = openCommand(this.#commands.length, start, isDiscarded);
    this.#commands.push(undefined);
    return level.command;
  }

  #endWord(level: Level): void {
    if (!level.word) return;
    const word = closeWord(level.word, this.#text, this.#at);
    level.word = undefined;
    const { command } = level;
    if (!command) return;
    switch (level.phase) {
      case 'subject':
        level.phase = 'in';
        break;
      case 'in':
        if (word.raw === 'in') this.#toPattern(level);
        break;
      case 'pattern':
        if (word.raw === 'esac') this.#endCompound(level);
        break;
      case 'header':
        if (word.raw === 'do' && level.opener === 'for' && command.words.length <= 1) this.#toBody(level);
        else command.words.push(word);
        break;
      case 'body':
        this.#wordInBody(level, command, word);
        break;
    }
  }

  #wordInBody(level: Level, command: OpenCommand, word: ShellWord): void {
    if (command.redirection) {
      const { operator } = command.redirection;
      if (operator === '<<' || operator === '<<-') {
        this.#heredocs.push({ name: word.value, stripsTabs: operator === '<<-' });
      }
      completeRedirection(command, word);
      return;
    }
    const isFirst = command.words.length === 0;
    if (isFirst && command.assignments.length === 0 && command.redirections.length === 0) {
      if (level.isFunctionNameNext) {
        level.isFunctionNameNext = false;
        level.command = undefined;
        return;
      }
      if (this.#keyword(level, word.raw)) return;
    }
    command.end = word.span.end;
    const assignment = isFirst ? assignmentOf(word) : undefined;
    if (assignment) {
      command.assignments.push(assignment);
      return;
    }
    command.words.push(word);
    if (isFirst && word.raw === '[[') command.isTest = true;
    else if (word.raw === ']]') command.isTest = false;
  }

  /** Acts on a reserved word where a command begins; false for any other word. One that closes nothing is passed over. */
  #keyword(level: Level, raw: string): boolean {
    switch (raw) {
      case 'if':
      case 'while':
      case 'until':
      case 'for':
      case 'case':
        this.#openCompound(level, raw);
        return true;
      case 'select':
        this.#openCompound(level, 'for');
        return true;
      case '{':
        this.#openCompound(level, 'group');
        return true;
      case 'function':
        level.command = undefined;
        level.isFunctionNext = true;
        level.isFunctionNameNext = true;
        return true;
      case '!':
        level.command = undefined;
        return true;
      case 'then':
      case 'elif':
      case 'else':
        if (level.opener === 'if') this.#toBody(level);
        else level.command = undefined;
        return true;
      case 'do':
        if (isLoop(level.opener)) this.#toBody(level);
        else level.command = undefined;
        return true;
      case 'fi':
        this.#closeCompound(level, level.opener === 'if');
        return true;
      case 'done':
        this.#closeCompound(level, isLoop(level.opener));
        return true;
      case 'esac':
        this.#closeCompound(level, level.opener === 'case');
        return true;
      case '}':
        this.#closeCompound(level, level.opener === 'group');
        return true;
      default:
        return false;
    }
  }

  #openCompound(level: Level, opener: ShellContext): void {
    level.command = undefined;
    this.#push(opener, undefined);
  }

  #closeCompound(level: Level, isMatch: boolean): void {
    level.command = undefined;
    if (isMatch) this.#endCompound(level);
  }

  #endCompound(level: Level): void {
    level.command = undefined;
    this.#endElement(this.#pop());
  }

  /** Something that is no simple command ended on this level: an operator may follow, or words that mean nothing. */
  #endElement(level: Level): void {
    level.command = undefined;
    level.last = undefined;
    level.hasLast = true;
    level.before = undefined;
  }

  #toBody(level: Level): void {
    level.command = undefined;
    level.phase = 'body';
    restart(level);
  }

  #toPattern(level: Level): void {
    level.command = undefined;
    level.phase = 'pattern';
    restart(level);
  }

  #endCommand(level: Level): void {
    this.#endWord(level);
    const { command } = level;
    if (!command) return;
    if (command.redirection) completeRedirection(command, emptyWord(this.#at));
    level.command = undefined;
    if (command.isDiscarded) {
      level.hasLast = true;
      return;
    }
    const { words, assignments, redirections } = command;
    if (words.length === 0 && assignments.length === 0 && redirections.length === 0) return;
    const first = words[0];
    const finished: MutableCommand = {
      span: { start: command.start, end: command.end },
      name: first ? programOf(first) : '',
      words,
      assignments,
      redirections,
      before: level.before,
      after: undefined,
      within: level.contexts,
      pipeline: level.pipeline,
    };
    this.#commands[command.slot] = finished;
    level.last = finished;
    level.hasLast = true;
    level.before = undefined;
  }

  #addOperator(level: Level, operator: ShellOperatorText, start: number, length: number): void {
    this.#operators.push({ text: operator, at: { start, end: start + length } });
    if (level.last) level.last.after = operator;
    restart(level);
    level.before = operator;
  }

  #operatorCharacter(level: Level): void {
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith('&>', at) && level.phase === 'body') {
      this.#redirection(level, text.startsWith('&>>', at) ? '&>>' : '&>', at, undefined);
      return;
    }
    const character = text.charAt(at);
    const isDouble = text.charAt(at + 1) === character;
    if (level.command?.isTest || level.phase === 'pattern') {
      this.#endWord(level);
      this.#at += isDouble ? 2 : 1;
      return;
    }
    this.#endCommand(level);
    if (level.phase !== 'body') {
      // `for x in a b;` goes on with `do`; anything else here is a mistake.
      level.command = undefined;
      this.#at++;
      return;
    }
    if (character === ';') {
      const isBranchEnd = isDouble || text.charAt(at + 1) === '&';
      if (isBranchEnd && level.opener === 'case') {
        this.#at += text.startsWith(';;&', at) ? 3 : 2;
        this.#toPattern(level);
        return;
      }
      this.#addOperator(level, ';', at, 1);
      this.#at += isDouble ? 2 : 1;
      return;
    }
    let operator: ShellOperatorText = character === '&' ? '&' : '|';
    if (isDouble) operator = character === '&' ? '&&' : '||';
    else if (text.startsWith('|&', at)) operator = '|&';
    this.#addOperator(level, operator, at, operator.length);
    this.#at += operator.length;
  }

  #lineBreak(level: Level): void {
    if (level.command?.isTest) this.#endWord(level);
    else {
      this.#endCommand(level);
      if (level.hasLast && level.lineBreak < 0) level.lineBreak = this.#at;
      if (level.phase === 'header') level.command = undefined;
    }
    this.#at++;
    const heredocs = this.#heredocs;
    if (heredocs.length === 0) return;
    this.#heredocs = [];
    for (const heredoc of heredocs) this.#skipBody(heredoc.name, heredoc.stripsTabs ? '\t' : '');
  }

  /** Passes over a heredoc's body; leading `tabs` may stand before the name that ends it. */
  #skipBody(name: string, tabs: string): void {
    const text = this.#text;
    while (this.#at < text.length) {
      const lineEnd = text.indexOf('\n', this.#at);
      const next = lineEnd < 0 ? text.length : lineEnd + 1;
      let start = this.#at;
      while (tabs !== '' && text.charAt(start) === tabs) start++;
      let end = lineEnd < 0 ? text.length : lineEnd;
      if (end > start && text.charAt(end - 1) === '\r') end--;
      this.#at = next;
      if (end - start === name.length && text.startsWith(name, start)) return;
    }
  }

  #comment(): void {
    const lineEnd = this.#text.indexOf('\n', this.#at);
    this.#at = lineEnd < 0 ? this.#text.length : lineEnd;
  }

  #singleQuote(level: Level): void {
    const text = this.#text;
    const word = this.#word(level);
    word.isQuoted = true;
    leaveOut(word, text, this.#at, 1);
    const close = text.indexOf("'", this.#at + 1);
    if (close >= 0) leaveOut(word, text, close, 1);
    this.#at = close < 0 ? text.length : close + 1;
  }

  #backslash(level: Level): void {
    const text = this.#text;
    const next = this.#code(this.#at + 1);
    const isLineBreak = next === 10 || (next === 13 && this.#code(this.#at + 2) === 10);
    if (isLineBreak) {
      const length = next === 10 ? 2 : 3;
      if (level.word) leaveOut(level.word, text, this.#at, length);
      this.#at += length;
      return;
    }
    const word = this.#word(level);
    word.isQuoted = true;
    leaveOut(word, text, this.#at, 1);
    this.#at = Math.min(this.#at + 2, text.length);
  }

  /** A `$`, in a word or in an expansion. */
  #dollar(level: Level, place: 'outside quotes' | 'in quotes'): void {
    const text = this.#text;
    const { word } = level;
    const next = this.#code(this.#at + 1);
    if (next === 40) {
      if (word) word.isLiteral = false;
      if (this.#code(this.#at + 2) === 40 && this.#isArithmetic(this.#at + 3)) {
        this.#frames.push({ kind: 'arithmetic', depth: 0 });
        this.#at += 3;
      } else {
        this.#push('substitution', ')');
        this.#at += 2;
      }
    } else if (next === 123) {
      if (word) word.isLiteral = false;
      this.#frames.push({ kind: 'braces', isInQuotes: place === 'in quotes' });
      this.#at += 2;
    } else if (next === 39 && place === 'outside quotes') {
      if (word) leaveOut(word, text, this.#at, 1);
      this.#at++;
      this.#ansiQuote(level);
    } else if (next === 34 && place === 'outside quotes') {
      if (word) leaveOut(word, text, this.#at, 1);
      this.#at++;
    } else if (isNameCharacter(next) || (next < 128 && '@*#?-$!'.includes(text.charAt(this.#at + 1)) && next > 0)) {
      if (word) word.isLiteral = false;
      this.#at += 2;
    } else this.#at++;
  }

  /** `$'…'`, its opening quote being here: a backslash escapes, which is not decoded. */
  #ansiQuote(level: Level): void {
    const text = this.#text;
    const word = this.#word(level);
    word.isQuoted = true;
    leaveOut(word, text, this.#at, 1);
    let at = this.#at + 1;
    while (at < text.length && this.#code(at) !== 39) {
      if (this.#code(at) === 92) {
        word.isLiteral = false;
        at++;
      }
      at++;
    }
    if (at < text.length) leaveOut(word, text, at, 1);
    this.#at = Math.min(at + 1, text.length);
  }

  #inDoubleQuote(isLeftOut: boolean): void {
    const text = this.#text;
    const level = this.#level();
    let at = this.#at;
    while (at < text.length && (this.#code(at) >= 128 || specialInQuotes[this.#code(at)] === 0)) at++;
    this.#at = at;
    if (at >= text.length) return;
    switch (text.charAt(at)) {
      case '"':
        if (isLeftOut && level.word) leaveOut(level.word, text, at, 1);
        this.#frames.pop();
        this.#at++;
        break;
      case '$':
        this.#dollar(level, 'in quotes');
        break;
      case '`':
        this.#backtick(level);
        break;
      default: {
        const next = text.charAt(at + 1);
        if (isLeftOut && level.word && '"$`\\'.includes(next)) leaveOut(level.word, text, at, 1);
        else if (isLeftOut && level.word && next === '\n') leaveOut(level.word, text, at, 2);
        this.#at = Math.min(at + 2, text.length);
      }
    }
  }

  /** Inside `${…}`. */
  #inBraces(isInQuotes: boolean): void {
    const text = this.#text;
    switch (text.charAt(this.#at)) {
      case '}':
        this.#frames.pop();
        this.#at++;
        break;
      case '\\':
        this.#at = Math.min(this.#at + 2, text.length);
        break;
      case "'": {
        const close = isInQuotes ? this.#at : text.indexOf("'", this.#at + 1);
        this.#at = close < 0 ? text.length : close + 1;
        break;
      }
      default:
        this.#expansion(isInQuotes ? 'in quotes' : 'outside quotes');
    }
  }

  /** Inside `$((…))` or `((…))`. */
  #inArithmetic(frame: { depth: number }): void {
    switch (this.#text.charAt(this.#at)) {
      case '(':
        frame.depth++;
        this.#at++;
        break;
      case ')':
        if (frame.depth > 0) {
          frame.depth--;
          this.#at++;
          break;
        }
        this.#frames.pop();
        this.#at += this.#code(this.#at + 1) === 41 ? 2 : 1;
        break;
      default:
        this.#expansion('in quotes');
    }
  }

  /** A character inside an expansion that is nothing to the expansion itself. */
  #expansion(place: 'outside quotes' | 'in quotes'): void {
    switch (this.#text.charAt(this.#at)) {
      case '"':
        this.#frames.push({ kind: 'double quote', isLeftOut: false });
        this.#at++;
        break;
      case '$':
        if (this.#code(this.#at + 1) === 39) this.#at++;
        else this.#dollar(this.#level(), place);
        break;
      case '`':
        this.#backtick(this.#level());
        break;
      default:
        this.#at++;
    }
  }

  /** Ends the innermost backtick substitution, whatever is open in it, or begins one. */
  #backtick(level: Level): void {
    if (level.closer === '`') this.#closeLevels();
    else {
      if (this.#frames.at(-1) === level) this.#word(level);
      if (level.word) level.word.isLiteral = false;
      this.#push('substitution', '`');
    }
    this.#at++;
  }

  /** Ends levels up to the one that the character here closes. */
  #closeLevels(): Level {
    for (;;) {
      const level = this.#level();
      this.#endCommand(level);
      this.#pop();
      if (level.ownsCloser || this.#levels.length <= 1) return level;
    }
  }

  #openParenthesis(level: Level): void {
    const { word, command } = level;
    if (level.phase === 'pattern' || command?.isTest) {
      this.#endWord(level);
      this.#at++;
      return;
    }
    if (word) {
      const before = this.#text.charAt(this.#at - 1);
      if ('=?*+@!'.includes(before)) {
        // An array, `a=(x y)`, or a pattern of bash, `!(x)`: no command runs in it but in substitutions.
        word.isLiteral = false;
        this.#push('array', ')');
        this.#at++;
        return;
      }
      this.#endWord(level);
    }
    const words = level.command?.words.length ?? 0;
    const close = this.#skipBlanks(this.#at + 1);
    if (this.#code(close) === 41 && (words === 1 || level.isFunctionNext)) {
      level.command = undefined;
      level.isFunctionNext = true;
      restart(level);
      this.#at = close + 1;
      return;
    }
    if (words > 0) {
      this.#push('array', ')');
      this.#at++;
      return;
    }
    const isDouble = this.#code(this.#at + 1) === 40;
    if (level.phase === 'header' || (isDouble && this.#isArithmetic(this.#at + 2))) {
      if (level.phase === 'body') {
        this.#command(level, this.#at);
        this.#endElement(level);
      }
      this.#frames.push({ kind: 'arithmetic', depth: isDouble ? 0 : -1 });
      this.#at += isDouble ? 2 : 1;
      return;
    }
    this.#command(level, this.#at);
    level.command = undefined;
    this.#push('subshell', ')');
    this.#at++;
  }

  #closeParenthesis(level: Level): void {
    if (level.command?.isTest) this.#endWord(level);
    else if (level.phase === 'pattern') {
      this.#endWord(level);
      // The word may have been `esac`, which ends the level.
      if (this.#level() === level) this.#toBody(level);
      else return;
    } else if (level.closer === ')') {
      const closed = this.#closeLevels();
      if (closed.opener === 'subshell') this.#endElement(this.#level());
    } else this.#endCommand(level);
    this.#at++;
  }

  #angle(level: Level): void {
    const text = this.#text;
    const at = this.#at;
    const character = text.charAt(at);
    if (level.command?.isTest || level.phase === 'pattern') {
      this.#endWord(level);
      this.#at++;
      return;
    }
    if (text.charAt(at + 1) === '(') {
      this.#word(level).isLiteral = false;
      this.#push('substitution', ')');
      this.#at += 2;
      return;
    }
    let start = at;
    let descriptor: number | undefined;
    const { word } = level;
    if (word && !word.isQuoted && /^\d{1,9}$/.test(text.slice(word.start, Math.min(at, word.start + 10)))) {
      if (at - word.start < 10) {
        start = word.start;
        descriptor = Number(text.slice(start, at));
        level.word = undefined;
      }
    }
    this.#endWord(level);
    const operators = character === '<' ? ['<<<', '<<-', '<<', '<&', '<>'] : ['>>', '>&', '>|'];
    const operator = operators.find(it => text.startsWith(it, at)) ?? character;
    this.#redirection(level, operator, start, descriptor);
  }

  #redirection(level: Level, operator: string, start: number, descriptor: number | undefined): void {
    this.#endWord(level);
    const here = this.#level();
    const command = this.#command(here, start);
    if (command.redirection) completeRedirection(command, emptyWord(start));
    const end = (descriptor === undefined ? start : this.#at) + operator.length;
    command.redirection = { start, end, operator, descriptor };
    command.end = Math.max(command.end, end);
    this.#at = end;
  }

  #skipBlanks(start: number): number {
    let at = start;
    while (this.#code(at) === 32 || this.#code(at) === 9) at++;
    return at;
  }

  /** Whether the text from `start` on, behind `((`, is closed by `))` rather than by two separate parentheses. */
  #isArithmetic(start: number): boolean {
    let depth = 0;
    const end = Math.min(this.#text.length, start + maxArithmeticLength);
    for (let at = start; at < end; at++) {
      const code = this.#code(at);
      if (code === 40) depth++;
      else if (code === 41) {
        if (depth === 0) return this.#code(at + 1) === 41;
        depth--;
      }
    }
    return false;
  }
}

function isLoop(opener: Level['opener']): boolean {
  return opener === 'for' || opener === 'while' || opener === 'until';
}
