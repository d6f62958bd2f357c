// What the package holds: a bundle that is made but not packed would be missed only by users.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

it('The package holds every bundle but that of the command line', () => {
  const bundles = [...read('esbuild.mjs').matchAll(/target: '(dist\/[\w-]+\.js)'/g)].map(([, path = '']) => path);
  const packed = read('.vscodeignore').split('\n');
  expect(bundles.length).toBeGreaterThan(4);
  expect(bundles.filter(path => !packed.includes(`!${path}`))).toEqual(['dist/cli.js']);
  expect(packed).toContain('!dist/lessons.json');
  expect(packed, 'a short package.json for Node').toContain('!dist/package.json');
});
