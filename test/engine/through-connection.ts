// What a connection must be able to carry beside questions and answers: the session of a build, which turns an HTTP
// connection into a stream of both directions.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import { baseImage } from './engine-under-test.ts';

/** `folder` is removed by the caller. */
export async function buildsAndRuns(engine: ContainerEngine, folder: string): Promise<void> {
  const context = mkdtempSync(join(folder, 'context-'));
  const fresh = randomUUID();
  writeFileSync(join(context, 'Dockerfile'), `FROM ${baseImage}\nRUN echo said-${fresh} && cat\n`);
  let output = '';
  const { imageId } = await engine.build({
    context,
    onProgress: progress => {
      if (progress.kind === 'output') output += progress.text;
    },
  });
  expect(output).toContain(`said-${fresh}`);
  await engine.images.remove(imageId, { force: true });
}
