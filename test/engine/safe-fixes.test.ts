// Each safe fix on a real engine: what is built after it has the same configuration and the same files as before.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { saveStream } from '../../client/src/engine/save-stream.ts';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { rules } from '../../server/src/rules/index.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { baseImage, connectBundledEngine } from './engine-under-test.ts';
import { type SafeFixFixture, safeFixFixtures } from './safe-fixes.ts';

const safe = rules.filter(rule => rule.reads === 'dockerfile' && rule.fix === 'safe').map(({ id }) => id);

it('has a project for every safe fix of a Dockerfile rule', () => {
  expect(
    Object.keys(safeFixFixtures)
      .map(name => `dockerfile/${name}`)
      .sort(),
  ).toEqual(safe.filter(id => id.startsWith('dockerfile/')).sort());
});

describe.skipIf(baseImage === undefined)('A safe fix keeps the image', async () => {
  const engine = baseImage === undefined ? undefined : await connectBundledEngine();

  // The engine and the disk are waited for, mostly.
  it.concurrent.each(Object.entries(safeFixFixtures))('%s', async (name, fixture) => {
    if (engine === undefined || baseImage === undefined) throw new Error('No engine');
    const before = fixture.dockerfile.replaceAll('BASE', baseImage);
    const after = await withFixes(`dockerfile/${name}`, before, fixture);
    const tag = `slipway-test/safe-${name}`;
    const build = (text: string, version: string) =>
      inContext(text, fixture, context => engine.build({ context, tags: [`${tag}:${version}`] }));
    const [fixed, broken] = await Promise.allSettled([build(after, 'after'), build(before, 'before')]);
    expect(fixed).toMatchObject({ status: 'fulfilled' });
    if (fixture.before === 'fails') {
      expect(broken).toMatchObject({ status: 'rejected', reason: { name: 'BuildFailed' } });
      return;
    }
    expect(broken).toMatchObject({ status: 'fulfilled' });
    const [was, is] = await Promise.all(
      [`${tag}:before`, `${tag}:after`].map(async image => ({
        config: (await engine.images.inspect(image)).Config,
        files: (await filesOf(engine, image)).filter(
          line => !(fixture.except ?? []).some(folder => line.startsWith(folder.slice(1))),
        ),
      })),
    );
    if (fixture.before === 'loses') expect(is?.files.length).toBeGreaterThan(was?.files.length ?? 0);
    else expect(is).toEqual(was);
  });

  /** `path kind mode owner content` of everything in the image, by path. */
  async function filesOf({ images, containers }: ContainerEngine, image: string): Promise<readonly string[]> {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-image-'));
    const { containerId } = await images.create({ image, isInteractive: false, removeWhenStopped: false });
    try {
      const archive = join(folder, 'all.tar');
      const { signal } = new AbortController();
      await saveStream(await containers.export(containerId, signal), archive, { signal });
      const root = join(folder, 'root');
      mkdirSync(root);
      execFileSync('tar', ['-xpf', archive, '-C', root]);
      const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
      return paths.sort().map(path => {
        const at = join(root, path);
        const { mode, uid, gid } = lstatSync(at);
        return `${path} ${mode.toString(8)} ${uid}:${gid} ${contentOf(at)}`;
      });
    } finally {
      await containers.remove(containerId, { force: true, volumes: true });
      rmSync(folder, { recursive: true });
    }
  }
});

function contentOf(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return `-> ${readlinkSync(path)}`;
  return stat.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : '';
}

/** The Dockerfile with every safe fix of the rule applied; each must have been needed, and none may be left. */
async function withFixes(id: string, text: string, { files = {} }: SafeFixFixture): Promise<string> {
  const workspace = memoryWorkspace({ ...files, Dockerfile: text });
  const analyzer = createAnalyzer(workspace, {
    ...defaultConfig,
    allRules: 'on',
  });
  let now = text;
  for (let round = 0; round < 10; round++) {
    const { findings } = await analyzer.findings('/p/Dockerfile');
    const own = findings.filter(it => it.rule.id === id);
    const fix = own.flatMap(it => it.fixes ?? []).find(it => it.safety === 'safe');
    if (!fix) {
      expect(own.map(it => it.message)).toEqual([]);
      expect(now, `${id} found nothing to mend`).not.toBe(text);
      return now;
    }
    now = applyEdits(now, fix.edits);
    analyzer.changed([workspace.write('Dockerfile', now)]);
  }
  throw new Error(`${id} does not come to rest:\n${now}`);
}

async function inContext<T>(
  dockerfile: string,
  { files = {} }: SafeFixFixture,
  use: (context: string) => Promise<T>,
): Promise<T> {
  const context = mkdtempSync(join(tmpdir(), 'slipway-context-'));
  try {
    for (const [path, text] of Object.entries({
      ...files,
      Dockerfile: dockerfile,
    })) {
      mkdirSync(dirname(join(context, path)), { recursive: true });
      writeFileSync(join(context, path), text);
      if (path.startsWith('programs/')) chmodSync(join(context, path), 0o755);
    }
    return await use(context);
  } finally {
    rmSync(context, { recursive: true });
  }
}
