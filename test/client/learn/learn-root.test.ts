// Where exercises live: beside what is opened, wherever the learner opened it.
import { describe, expect, it, vi } from 'vitest';

vi.mock('vscode', () => ({}));
vi.resetModules();
const { learnFolderIn } = await import('../../../client/src/learn/learn-root.ts');

describe('The folder of all exercises', () => {
  it.each([
    ['/home/ada/boat', '/home/ada/boat/slipway-learn'],
    ['/home/ada/my “boat” & more', '/home/ada/my “boat” & more/slipway-learn'],
    ['/home/ada/boat/slipway-learn', '/home/ada/boat/slipway-learn'],
    ['/home/ada/boat/slipway-learn/d05-build', '/home/ada/boat/slipway-learn'],
    ['/home/ada/not-slipway-learn', '/home/ada/not-slipway-learn/slipway-learn'],
  ])('of %s is %s', (opened, folder) => {
    expect(learnFolderIn(opened)).toBe(folder);
  });
});
