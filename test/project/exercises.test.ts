import { expect, it } from 'vitest';
import { exerciseFiles } from '../lessons/exercise-folders.ts';
import { findingsOf } from '../support/check.ts';

const around = {
  'balena.yml': 'type: sw.application\nname: Harbour\n',
  'docker-compose.yml': "version: '2.4'\nservices:\n  harbour:\n    build: ./harbour\n",
  'harbour/Dockerfile': 'FROM debian:13\nUSER 1000\nCMD ["date"]\n',
  '.slipway.yaml': 'dialect: balena\nrules:\n  dockerfile/untagged-base-image: off\n',
};

async function rulesIn(folder: string): Promise<readonly string[]> {
  const exercise = Object.entries(exerciseFiles('docker/04-dockerfiles', 'starter'));
  const files = { ...around, ...Object.fromEntries(exercise.map(([path, text]) => [`${folder}/${path}`, text])) };
  const found = await findingsOf(files);
  return found.filter(({ path }) => path.includes(folder)).flatMap(file => file.findings.map(it => it.rule.id));
}

it('An exercise is a project of its own, whatever the folder is that somebody learns in', async () => {
  const alone = await findingsOf(exerciseFiles('docker/04-dockerfiles', 'starter'));
  const wanted = alone.flatMap(file => file.findings.map(it => it.rule.id));
  expect(wanted).toContain('dockerfile/untagged-base-image');
  expect(await rulesIn('slipway-learn/d04-first-df')).toEqual(wanted);
  expect(await rulesIn('learning/d04-first-df')).not.toEqual(wanted);
});
