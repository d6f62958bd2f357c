/**
 * Our injections over the grammars that VS Code itself ships for Dockerfiles, YAML and shell: fixtures name the scopes of
 * the characters above their carets. Carets count from column 0, where the `#` of their own line stands.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, type IRawGrammar, parseRawGrammar, Registry } from 'vscode-textmate';
import manifest from '../../package.json';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'fixtures');

/** The folder of VS Code's own extensions in an installation of the test bed; undefined before its first run. */
const builtIns = builtInExtensions();

describe.skipIf(builtIns === undefined)('Grammars over those of VS Code', () => {
  for (const name of readdirSync(fixtures)) {
    it(`${name} has the scopes its carets claim`, async () => {
      const grammar = await load(name.endsWith('.yaml') ? 'source.yaml' : 'source.dockerfile');
      const { lines, claims } = read(name);
      const scopes = tokenize(grammar, lines);
      expect(claims.length).toBeGreaterThan(0);
      for (const { line, from, to, wanted, unwanted, written } of claims) {
        for (let column = from; column < to; column++) {
          const here = scopes[line]?.[column] ?? [];
          const has = (scope: string) => here.some(it => it === scope || it.startsWith(`${scope}.`));
          const at = `${name}: "${lines[line]?.slice(column)}" should be ${written}, is ${here.join(' ')}`;
          expect(wanted.every(has) && !unwanted.some(has), at).toBe(true);
        }
      }
    });
  }

  it('leave the last line of every fixture outside of what they embed', async () => {
    const grammar = await load('source.dockerfile');
    const [last] = tokenize(grammar, [...read('run.dockerfile').lines, 'FROM scratch']).slice(-1);
    expect(last?.[0]).toEqual(['source.dockerfile', 'keyword.other.special-method.dockerfile']);
  });
});

describe('Grammars in package.json', () => {
  it.each(manifest.contributes.grammars)('$scopeName is the file at $path', ({ scopeName, path }) => {
    const grammar = JSON.parse(readFileSync(join(root, path), 'utf8'));
    expect(grammar.scopeName).toBe(scopeName);
    expect(grammar.injectionSelector).toMatch(/^L:/);
  });
});

interface Claim {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly wanted: readonly string[];
  readonly unwanted: readonly string[];
  readonly written: string;
}

function read(name: string): { readonly lines: readonly string[]; readonly claims: readonly Claim[] } {
  const lines: string[] = [];
  const claims: Claim[] = [];
  for (const line of readFileSync(join(fixtures, name), 'utf8').trimEnd().split('\n')) {
    const marker = /^#( *)(\^+) (.+)$/.exec(line);
    if (!marker) {
      lines.push(line);
      continue;
    }
    const [, indentation = '', carets = '', written = ''] = marker;
    const words = written.split(' ');
    claims.push({
      line: lines.length - 1,
      from: 1 + indentation.length,
      to: 1 + indentation.length + carets.length,
      wanted: words.filter(word => !word.startsWith('!')),
      unwanted: words.filter(word => word.startsWith('!')).map(word => word.slice(1)),
      written,
    });
  }
  return { lines, claims };
}

/** The scopes of every character, by line and column. */
function tokenize(grammar: IGrammar, lines: readonly string[]): readonly (readonly string[])[][] {
  let state = INITIAL;
  return lines.map(line => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    const columns: (readonly string[])[] = [];
    for (const { startIndex, endIndex, scopes } of tokens) columns.fill(scopes, startIndex, endIndex);
    return Array.from(
      line,
      (_, column) => tokens.findLast(token => token.startIndex <= column)?.scopes ?? columns[0] ?? [],
    );
  });
}

async function load(scopeName: string): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(new Uint8Array(wasm).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: async scope => grammarAt(pathOf(scope)),
    getInjections: scope =>
      manifest.contributes.grammars.filter(({ injectTo }) => injectTo.includes(scope)).map(it => it.scopeName),
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`no grammar for ${scopeName}`);
  return grammar;
}

function pathOf(scope: string): string | undefined {
  const own = manifest.contributes.grammars.find(it => it.scopeName === scope);
  if (own) return join(root, own.path);
  const hosts: Readonly<Record<string, string>> = {
    'source.dockerfile': 'docker/syntaxes/docker.tmLanguage.json',
    'source.shell': 'shellscript/syntaxes/shell-unix-bash.tmLanguage.json',
    'source.yaml': 'yaml/syntaxes/yaml.tmLanguage.json',
    'source.yaml.1.0': 'yaml/syntaxes/yaml-1.0.tmLanguage.json',
    'source.yaml.1.1': 'yaml/syntaxes/yaml-1.1.tmLanguage.json',
    'source.yaml.1.2': 'yaml/syntaxes/yaml-1.2.tmLanguage.json',
    'source.yaml.1.3': 'yaml/syntaxes/yaml-1.3.tmLanguage.json',
    'source.yaml.embedded': 'yaml/syntaxes/yaml-embedded.tmLanguage.json',
  };
  const host = hosts[scope];
  return host === undefined || builtIns === undefined ? undefined : join(builtIns, host);
}

function grammarAt(path: string | undefined): IRawGrammar | undefined {
  return path === undefined || !existsSync(path) ? undefined : parseRawGrammar(readFileSync(path, 'utf8'), path);
}

function builtInExtensions(): string | undefined {
  const tools = join(root, '.tools');
  if (!existsSync(tools)) return undefined;
  return readdirSync(tools)
    .filter(name => name.startsWith('code-server-'))
    .sort()
    .map(name => join(tools, name, 'node_modules/code-server/lib/vscode/extensions'))
    .findLast(path => existsSync(join(path, 'docker')));
}
