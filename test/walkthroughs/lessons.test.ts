// Every lesson that Slipway has: nothing is wrong with its source, and VS Code is told of it as package.json says.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { walkthroughs } from '../../client/src/contributions/walkthroughs.ts';
import { checkIds } from '../../client/src/learn/lesson.ts';
import manifest from '../../package.json';
import { loadLessons } from '../../server/scripts/lesson-files.ts';
import { checksOf } from '../../server/src/lessons/checks.ts';

const { curriculum, problems } = loadLessons(join(dirname(fileURLToPath(import.meta.url)), '../..'));
const contributed = walkthroughs(curriculum) as readonly Walkthrough[];

interface Walkthrough {
  readonly id: string;
  readonly when?: string;
  readonly steps: readonly { readonly id: string; readonly description: string; readonly completionEvents: string[] }[];
}

describe('The lessons', () => {
  it('have nothing wrong with them', () => {
    expect(problems).toEqual([]);
  });

  it('are those of package.json', () => {
    expect(manifest.contributes.walkthroughs).toEqual(JSON.parse(JSON.stringify(contributed)));
  });

  it('ask for every check there is, and for none that is not', () => {
    for (const lesson of curriculum.lessons)
      expect(new Set(lesson.steps.flatMap(checkIds)), lesson.id).toEqual(new Set(checksOf(lesson.id).map(it => it.id)));
  });

  it('put no number into an id by which progress is kept', () => {
    for (const { steps } of curriculum.lessons) for (const { id } of steps) expect(id).not.toMatch(/^\d/);
  });
});

describe('The questions', () => {
  it('do not have their right answers at one place', () => {
    const places = curriculum.lessons.flatMap(({ steps }) =>
      steps.flatMap(({ quiz }) => (quiz ? [quiz.answers.findIndex(({ isRight }) => isRight)] : [])),
    );
    for (const place of places) expect(places.filter(it => it === place).length).toBeLessThan(places.length / 2);
  });
});

describe('The walkthroughs', () => {
  it('stay off the Welcome page, but for the first one and those that fit the opened folder', () => {
    const [first, ...others] = contributed;
    expect(first).toMatchObject({ id: 'docker.00-welcome' });
    expect(first).not.toHaveProperty('when');
    for (const { id, when } of others) expect(when, id).toMatch(/^(?:false|slipway\.fits\.[\w.-]+)$/);
  });

  it('complete their steps by context keys alone', () => {
    const events = contributed.flatMap(({ steps }) => steps.flatMap(step => step.completionEvents));
    for (const event of events)
      expect(event).toMatch(/^onContext:slipway\.(?:check|done)\.[\w.-]+(?: && slipway\.check\.[\w.-]+)*$/);
    // One event would tick two steps.
    const done = events.filter(event => event.includes('slipway.done.'));
    expect(new Set(done).size).toBe(done.length);
  });

  it('have buttons whose arguments name the lesson and the step', () => {
    for (const { id, steps } of contributed)
      for (const step of steps) {
        const links = [...step.description.matchAll(/^\[[^\]]+\]\(command:([\w.]+)\?([^)]+)\)$/gm)];
        expect(links.length, `${id} ${step.id}`).toBeGreaterThan(0);
        for (const [, , given = ''] of links) {
          const [argument] = JSON.parse(decodeURIComponent(given)) as [{ lesson: string; step: string }];
          expect(`${argument.lesson.replace('/', '.')} ${argument.step}`).toBe(`${id} ${step.id.replace(/^\d+-/, '')}`);
        }
      }
  });
});
