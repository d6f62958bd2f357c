import { describe, expect, it } from 'vitest';
import { type Config, defaultConfig } from '../../server/src/analysis/config.ts';
import { runRules } from '../../server/src/analysis/run-rules.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { Project } from '../../server/src/project/project.ts';
import { type DockerfileRule, type Finding, type Rule, rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { maxFindingsPerFile } from '../../server/src/text/limits.ts';
import { span } from '../../server/src/text/span.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';

const dockerfile = (text: string) =>
  ({ kind: 'dockerfile', subject: { path: '/p/Dockerfile', file: parseDockerfile(text) } }) as const;

function speaking(id: string, findings: readonly Finding[], more: Partial<DockerfileRule> = {}): Rule {
  return rule({
    id,
    reads: 'dockerfile',
    dialect: 'both',
    severity: 'warning',
    fix: 'none',
    since: '0.1.0',
    summary: 'x',
    why: 'x',
    bad: [],
    good: [],
    references: [],
    check: () => findings,
    ...more,
  });
}

const at = (start: number, end = start + 1): Finding => ({ at: span(start, end), message: `at ${start}` });

async function project(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  return createAnalyzer(memoryWorkspace({ Dockerfile: 'FROM a\n', ...files }), defaultConfig).project('/p/Dockerfile');
}

async function run(rules: readonly Rule[], config: Partial<Config> = {}, text = 'FROM a\n', of = project()) {
  const log: string[] = [];
  const reported = runRules({
    parsed: dockerfile(text),
    project: await of,
    config: { ...defaultConfig, ...config },
    log: message => log.push(message),
    rules,
  });
  return { log, shown: reported.map(it => `${it.at.start} ${it.severity} ${it.rule.id}`), reported };
}

it('orders by position, then rule', async () => {
  const { shown } = await run([speaking('b/b', [at(3), at(1)]), speaking('a/a', [at(3)])]);
  expect(shown).toEqual(['1 warning b/b', '3 warning a/a', '3 warning b/b']);
});

it('hands a file only to rules that read its kind', async () => {
  const manifestRule = { ...speaking('a/a', [at(0)]), reads: 'manifest' } as Rule;
  expect((await run([manifestRule])).shown).toEqual([]);
});

describe('severity', () => {
  const own = speaking('a/a', [at(0), { ...at(1), severity: 'hint' }]);
  const off = speaking('b/b', [at(0)], { severity: 'off' });
  it.each<[string, Rule, Partial<Config>, string[]]>([
    ['is the finding’s, else the rule’s', own, {}, ['0 warning a/a', '1 hint a/a']],
    ['is the configured one for all', own, { rules: { 'a/a': 'error' } }, ['0 error a/a', '1 error a/a']],
    ['switches off', own, { rules: { 'a/a': 'off' } }, []],
    ['is off', off, {}, []],
    ['switches on', off, { rules: { 'b/b': 'hint' } }, ['0 hint b/b']],
    ['is a warning with all rules on', off, { allRules: 'on' }, ['0 warning b/b']],
    ['stays off when that is said', off, { allRules: 'on', rules: { 'b/b': 'off' } }, []],
    ['is not taken from inherited properties', speaking('constructor', [at(0)]), {}, ['0 warning constructor']],
  ])('%s', async (_, it, config, shown) => {
    expect((await run([it], config)).shown).toEqual(shown);
  });
});

it('asks a rule only in its dialect', async () => {
  const rules = (['both', 'docker', 'balena'] as const).map(dialect => speaking(`a/${dialect}`, [at(0)], { dialect }));
  expect((await run(rules)).shown).toEqual(['0 warning a/both', '0 warning a/docker']);
  const balena = project({ 'Dockerfile.template': 'FROM balenalib/%%BALENA_ARCH%%-debian\n' });
  expect((await run(rules, {}, 'FROM a\n', balena)).shown).toEqual(['0 warning a/balena', '0 warning a/both']);
});

it('survives a rule that throws, says so, and reports none of its findings', async () => {
  const broken = speaking('a/broken', [], {
    *check() {
      yield at(0);
      throw new TypeError('oh no');
    },
  });
  const { shown, log } = await run([broken, speaking('b/b', [at(2)])]);
  expect(shown).toEqual(['2 warning b/b']);
  expect(log).toHaveLength(1);
  expect(log[0]).toContain('a/broken failed on /p/Dockerfile: TypeError: oh no');
});

it('builds fixes when somebody asks for them, and once', async () => {
  let built = 0;
  const fixes = () => {
    built++;
    return [{ title: 'Mend', safety: 'safe' as const, edits: [] }];
  };
  const { reported } = await run([speaking('a/a', [{ ...at(0), fixes }])]);
  expect(built).toBe(0);
  expect(reported[0]?.fixes?.map(it => it.title)).toEqual(['Mend']);
  expect(reported[0]?.fixes).toBe(reported[0]?.fixes);
  expect(built).toBe(1);
});

it('leaves out what a comment suppresses', async () => {
  const text = '# slipway ignore=a/a\nFROM a\n';
  expect((await run([speaking('a/a', [at(22)]), speaking('b/b', [at(22)])], {}, text)).shown).toEqual([
    '22 warning b/b',
  ]);
});

it('shows at most so many findings, the first ones, below a hint about the rest', async () => {
  const many = Array.from({ length: maxFindingsPerFile + 5 }, (_, i) => at(maxFindingsPerFile + 5 - i));
  const { reported } = await run([speaking('a/a', many)]);
  expect(reported).toHaveLength(maxFindingsPerFile + 1);
  expect(reported[0]).toMatchObject({ at: span(0, 0), severity: 'hint', rule: { id: 'slipway/too-many-findings' } });
  expect(reported[0]?.message).toBe(
    `This file has ${maxFindingsPerFile + 5} findings; the first ${maxFindingsPerFile} are shown`,
  );
  expect(reported[1]?.at.start).toBe(1);
  expect((await run([speaking('a/a', many.slice(5))])).reported).toHaveLength(maxFindingsPerFile);
});

it('stops between two rules when it is cancelled', async () => {
  const controller = new AbortController();
  const asked: string[] = [];
  const rules = ['a/a', 'b/b'].map(id =>
    speaking(id, [], {
      check() {
        asked.push(id);
        controller.abort();
        return [];
      },
    }),
  );
  const given = {
    parsed: dockerfile('FROM a\n'),
    project: await project(),
    config: defaultConfig,
    log: () => {},
    rules,
  };
  expect(() => runRules({ ...given, signal: controller.signal })).toThrow(/abort/i);
  expect(asked).toEqual(['a/a']);
});
