// What a real engine says of builds that fail, by both of its builders, comes out as the sentence and the place that a user
// needs; and what it says of those that succeed as their result.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EarlierResult } from '../../client/src/builds/build-run.ts';
import { failureOfJob } from '../../client/src/builds/failure-texts.ts';
import { describeResult, type ResultMemory } from '../../client/src/builds/results.ts';
import type { BuildPlan, PlannedBuild } from '../../server/src/build/build-plan.ts';
import { parseIgnoreFile } from '../../server/src/syntax/ignore-file.ts';
import { aPlan } from '../client/builds/a-plan.ts';
import { baseImage, connectBundledEngine } from './engine-under-test.ts';

interface Case {
  readonly lines: readonly string[];
  readonly message: RegExp;
  readonly advice?: RegExp;
  /** The instruction that is shown. */
  readonly at?: string;
  /** What only one builder says so. */
  readonly only?: 'buildkit';
}

const cases: Readonly<Record<string, Case>> = {
  'a program that fails': { lines: ['RUN cp /nothing-here /x'], message: /^RUN cp .* failed with exit code 1$/ },
  'an unknown program': { lines: ['RUN hoist --sail'], message: /no program hoist/, advice: /Install the package/ },
  'a file that is ignored': {
    lines: ['COPY rigging.txt /'],
    message: /^rigging\.txt is left out .* by “rigging\*” in \.dockerignore$/,
  },
  'a file that is nowhere': { lines: ['COPY nowhere.txt /'], message: /^nowhere\.txt is not in the build context/ },
  'a file outside': { lines: ['COPY ../up.txt /'], message: /up\.txt is outside of the build context/ },
  'a file of a stage': {
    lines: [`FROM ${baseImage}`, 'COPY --from=hull /out /out'],
    message: /^The stage hull has no \/out$/,
    at: 'COPY --from=hull /out /out',
  },
  'an unknown user': {
    lines: ['USER captain', 'RUN true'],
    message: /^The image has no user captain/,
    at: 'RUN true',
  },
  'a mistake in writing': { lines: ['RUNN x'], message: /unknown instruction: RUNN/ },
  'a base image that is nowhere': {
    lines: ['FROM nowhere.invalid/base:1'],
    message: /cannot find the host nowhere\.invalid/,
    advice: /name server/,
    only: 'buildkit',
  },
};

describe.skipIf(baseImage === undefined)('On a real engine', async () => {
  const engine = baseImage === undefined ? undefined : await connectBundledEngine();
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'slipway-failures-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const planOf = (platform?: string): { readonly build: PlannedBuild; readonly plan: BuildPlan } => {
    const base = aPlan([{ service: 'web', ...(platform === undefined ? {} : { platform }) }]);
    const [first] = base.builds;
    if (!first) throw new Error('The plan is empty');
    const path = join(root, 'Dockerfile');
    const stages = [{ index: 0, name: 'hull' }, { index: 1 }];
    const build = { ...first, stages, dockerfile: { ...first.dockerfile, path } };
    const ignoreFile = { path: join(root, '.dockerignore'), base: root, patterns: ['notes', 'rigging*'] };
    return {
      build,
      plan: { ...base, root, builds: [build], contexts: [{ id: '.', folder: root, builtIn: [], ignoreFile }] },
    };
  };
  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const buildImage = async (builder: 'buildkit' | 'classic' = 'buildkit'): Promise<string> => {
    if (engine === undefined) throw new Error('No engine');
    const { isIgnored } = parseIgnoreFile('notes\nrigging*\n');
    return (await engine.build({ context: root, builder, isIgnored })).imageId;
  };

  for (const builder of ['buildkit', 'classic'] as const) {
    const own = Object.entries(cases).filter(([, { only }]) => only === undefined || only === builder);
    it.each(own)(`${builder} fails for %s`, async (_, { lines, message, advice, at }) => {
      write({
        Dockerfile: `FROM ${baseImage} AS hull\nENV FRESH=${randomUUID()}\n${lines.join('\n')}\n`,
        'rigging.txt': 'hemp',
      });
      const error: unknown = await buildImage(builder).then(
        () => 'nothing failed',
        reason => reason,
      );
      const { build, plan } = planOf();
      const failure = await failureOfJob(error, build, plan);
      expect(failure.message).toMatch(message);
      if (advice) expect(failure.advice).toMatch(advice);
      expect(failure.place?.text).toBe(at ?? lines.at(-1));
    });
  }

  it('a result is verified, has its layers with their sizes, and is compared', async () => {
    if (engine === undefined) return;
    const known = new Map<string, EarlierResult>();
    const results: ResultMemory = { of: key => known.get(key), remember: (key, it) => known.set(key, it) };
    const fresh = randomUUID();
    const made = async (more: string) => {
      write({
        Dockerfile: `FROM ${baseImage}\nENV FRESH=${fresh}\nRUN head -c 100000 /dev/urandom > /a\n${more}CMD ["a"]\n`,
      });
      return describeResult(engine, await buildImage(), { ...planOf(), results });
    };
    const first = await made('');
    expect(first.before).toBeUndefined();
    expect(first.platform).toMatch(/^linux\//);
    expect(first.layers?.at(-1)).toMatchObject({ createdBy: expect.stringContaining('head -c') });
    expect(first.layers?.at(-1)?.bytes).toBeGreaterThanOrEqual(100_000);
    const second = await made('RUN echo b > /b\n');
    expect(second.before).toMatchObject({ imageId: first.imageId, newLayers: 1, sameLayers: first.layers?.length });
    const again = await made('RUN echo b > /b\n');
    expect(again.before).toMatchObject({ imageId: second.imageId, newLayers: 0 });
  });

  it('an image for another platform than was asked for is a failure', async () => {
    if (engine === undefined) return;
    const results: ResultMemory = { of: () => undefined, remember: () => undefined };
    write({ Dockerfile: `FROM ${baseImage}\nENV FRESH=${randomUUID()}\n` });
    const native = execFileSync('docker', ['version', '--format', '{{.Server.Arch}}'], { encoding: 'utf8' }).trim();
    const other = native === 'arm64' ? 'linux/amd64' : 'linux/arm64';
    await expect(describeResult(engine, await buildImage(), { ...planOf(other), results })).rejects.toMatchObject({
      name: 'BuildFailed',
      message: expect.stringContaining(`not for ${other}`),
    });
  });
});
