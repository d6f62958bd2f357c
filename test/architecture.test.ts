/** The house rules of `server/ARCHITECTURE.md` that a machine can see: who may import whom, and how files are named. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isTitle } from './support/is-title.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = ['server', 'client', 'test'].flatMap(filesBelow);

interface Invariant {
  readonly says: string;
  /** Paths from the project's root; a package by its name. */
  forbids(from: string, to: string): boolean;
}

/** Top to bottom; a file imports from its own floor or a lower one. */
const floors: readonly (readonly RegExp[])[] = [
  [/^server\/src\/(?:main|language-server)\.ts$/],
  [/^server\/src\/lsp\//, /^server\/src\/cli\//],
  [/^server\/src\/analyzer\.ts$/],
  [/^server\/src\/features\//],
  [/^server\/src\/analysis\//],
  [/^server\/src\/(?:rules|build|pictures|lessons)\//],
  [/^server\/src\/project\//],
  [/^server\/src\/shellcheck\//],
  [/^server\/src\/syntax\//],
  [/^server\/src\/catalog\//],
  [/^server\/src\/text\//],
];
const floorOf = (path: string): number => floors.findIndex(floor => floor.some(room => room.test(path)));
const folderBelow = (path: string, folder: string): string | undefined =>
  path.startsWith(folder) ? path.slice(folder.length).split('/')[0] : undefined;
const isCore = (path: string): boolean => floorOf(path) >= 2;
const isRule = (path: string): boolean => /^server\/src\/rules\/[^/]+\//.test(path);

const invariants: readonly Invariant[] = [
  {
    says: 'Imports only go down: main, lsp | cli, analyzer, features, analysis, rules | build | pictures | lessons, project, shellcheck, syntax, catalog, text',
    forbids: (from, to) => floorOf(from) >= 0 && floorOf(to) >= 0 && floorOf(to) < floorOf(from),
  },
  {
    says: 'Rooms of one floor do not know each other: lsp and cli; rules, build, pictures and lessons',
    forbids: (from, to) =>
      [1, 5].includes(floorOf(from)) &&
      floorOf(from) === floorOf(to) &&
      folderBelow(from, 'server/src/') !== folderBelow(to, 'server/src/'),
  },
  {
    says: 'The core knows no editor, no protocol connection and no Node: what it needs is handed in',
    forbids: (from, to) => isCore(from) && /^(?:vscode|vscode-languageserver|vscode-languageclient|node:.*)$/.test(to),
  },
  {
    says: 'The YAML library has one importer',
    forbids: (from, to) => to === 'yaml' && from.startsWith('server/') && from !== 'server/src/syntax/yaml/document.ts',
  },
  {
    says: 'A rule never imports another rule',
    forbids: (from, to) => isRule(from) && (isRule(to) || /^server\/src\/rules\/(?:index|[a-z]+-rules)\.ts$/.test(to)),
  },
  {
    says: 'A feature never imports another feature',
    forbids: (from, to) => {
      const [a, b] = [folderBelow(from, 'server/src/features/'), folderBelow(to, 'server/src/features/')];
      const name = (part: string): string => part.replace(/\.ts$/, '');
      return a !== undefined && b !== undefined && name(a) !== name(b);
    },
  },
  {
    says: 'The client uses the pure core of the server, never lsp (but for the types of custom-requests.ts), cli or analyzer',
    forbids: (from, to) =>
      from.startsWith('client/') &&
      /^server\/src\/(?:lsp\/|cli\/|main\.ts|analyzer\.ts|features\/|analysis\/)/.test(to) &&
      to !== 'server/src/lsp/custom-requests.ts',
  },
  {
    says: 'The server never imports the client',
    forbids: (from, to) => from.startsWith('server/src/') && to.startsWith('client/'),
  },
  {
    says: 'Engine and device access, contributions, models of layers and the rows of views know no VS Code',
    forbids: (from, to) =>
      /^client\/src\/(?:engine|device|contributions|layers|views\/nodes)\//.test(from) && to === 'vscode',
  },
  {
    says: 'The container engine’s access knows nothing of who shows it',
    forbids: (from, to) =>
      from.startsWith('client/src/engine/') && to.startsWith('client/') && !to.startsWith('client/src/engine/'),
  },
  {
    says: 'One file alone imports dockerode',
    forbids: (from, to) =>
      to === 'dockerode' && from.startsWith('client/') && !/^client\/src\/engine\/dockerode/.test(from),
  },
  {
    says: 'Product code never imports tests',
    forbids: (from, to) => /^(?:server|client)\//.test(from) && to.startsWith('test/'),
  },
];

const imports = sources.flatMap(from => importsOf(from).map(it => ({ from, ...it })));

it.each(invariants.map(it => [it.says, it] as const))('%s', (says, { forbids }) => {
  const broken = imports.filter(({ from, to }) => forbids(from, to)).map(({ from, to }) => `${from} imports ${to}`);
  expect(broken, says).toEqual([]);
});

it('No modules import each other in a circle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports.filter(it => !it.isType && it.to.startsWith('server/')))
    next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return undefined;
    done.add(path);
    for (const to of next.get(path) ?? []) {
      const circle = visit(to, [...trail, path]);
      if (circle) return circle;
    }
    return undefined;
  };
  const circles = [...next.keys()].flatMap(path => visit(path, [])?.join(' → ') ?? []);
  expect(circles).toEqual([]);
});

it('Below the commands only builds and lessons, which ask on the way, use more of them than the type of their parts', () => {
  const above = /^client\/src\/(?:commands\/|extension\.ts$)/;
  const asking = /^client\/src\/(?:builds|learn)\//;
  const users = imports.filter(
    ({ from, to, isType }) =>
      from.startsWith('client/') &&
      to.startsWith('client/src/commands/') &&
      !above.test(from) &&
      !asking.test(from) &&
      !(isType && to === 'client/src/commands/command.ts'),
  );
  expect(users.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

it('The client takes only types from the server’s custom requests', () => {
  const values = sources.filter(
    path => path.startsWith('client/') && /^import (?!type\b)[^;]*custom-requests\.ts'/m.test(textOf(path)),
  );
  expect(values).toEqual([]);
});

it('What is said to the user begins with a capital letter, or with a name that has none', () => {
  const name = '(?!balena|buildx\\b|docker\\b)';
  const said = new RegExp(
    [
      // The engine's access also makes parts of sentences, which others end.
      `new Error\\(\\s*(?:[^'\`()]{0,80}\\?\\s*)?['\`]${name}[a-z]`,
      `['\`]Slipway: ${name}[a-z]`,
      `\\bnone(?::|\\s*=)\\s*['\`]${name}[a-z]`,
    ].join('|'),
    'g',
  );
  const small = sources
    .filter(path => /^client\/src\/(?!engine\/|contributions\/)/.test(path))
    .flatMap(path => {
      const text = textOf(path);
      return [...text.matchAll(said)].map(({ index }) => `${path}:${text.slice(0, index).split('\n').length}`);
    });
  expect(small).toEqual([]);
});

it('Entries of lists that lead on to more are titled as commands are', () => {
  const entry = /\blabel: '(?:\$\([\w-]+\) )?([^'\n]*)…'/g;
  const untitled = sources
    .filter(path => path.startsWith('client/src/'))
    .flatMap(path => [...textOf(path).matchAll(entry)].map(([, title = '']) => title))
    .filter(title => !isTitle(title));
  expect(untitled).toEqual([]);
});

it('What VS Code looks for links in goes through withoutLinks, but for words that are all our own', () => {
  const shown =
    /(?:show(?:Information|Warning|Error)Message\(|ProgressLocation\.Notification,\s*title:|prompt:)\s*(?!\s|'|withoutLinks\()|ProgressLocation\.Notification,\s*title,/g;
  const open = sources
    .filter(path => path.startsWith('client/'))
    .flatMap(path => {
      const text = textOf(path);
      return [...text.matchAll(shown)].map(({ index }) => `${path}:${text.slice(0, index).split('\n').length}`);
    });
  expect(open).toEqual([]);
});

it('What offers to be cancelled takes the signal by which it is', () => {
  const deaf = sources.filter(
    path =>
      path.startsWith('client/') && /\bwithLateProgress\((?:(?!=>)[^;])*?,\s*(?:async )?\(\) =>/.test(textOf(path)),
  );
  expect(deaf).toEqual([]);
});

it('Files are kebab-case, and no file is a drawer for everything', () => {
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|config|d))?\.[a-z]+$/;
  const names = sources.map(path => path.slice(path.lastIndexOf('/') + 1));
  expect(names.filter(name => !kebab.test(name))).toEqual([]);
  expect(names.filter(name => /^(?:utils?|helpers?|types|misc|common|.*manager)\.ts$/.test(name))).toEqual([]);
});

it('No file has more than 500 lines', () => {
  expect(sources.filter(path => textOf(path).split('\n').length > 501)).toEqual([]);
});

function filesBelow(folder: string): readonly string[] {
  const at = join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, encoding: 'utf8' })
    .map(path => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter(path => /\.tsx?$/.test(path) && !path.includes('node_modules/'));
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Static imports, re-exports and `import('…')`; of types too, for they tie files together just as well. */
function importsOf(path: string): readonly { readonly to: string; readonly isType: boolean }[] {
  const found = textOf(path).matchAll(
    /^(?:import|export)\b([^'";]*?)from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...found].map(([, what = '', a, b, c]) => {
    const to = a ?? b ?? c ?? '';
    const isType = what.trimStart().startsWith('type ');
    return { to: to.startsWith('.') ? join(dirname(path), to).replaceAll('\\', '/') : to, isType };
  });
}
