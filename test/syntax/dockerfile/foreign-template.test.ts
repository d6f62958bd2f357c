import { expect, it } from 'vitest';
import { foreignTemplateMark } from '../../../server/src/syntax/dockerfile/foreign-template.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';

const markOf = (text: string, path = '/p/Dockerfile') => foreignTemplateMark(parseDockerfile(text), path);

it.each([
  ['FROM node:{{ version }}\n', '{{'],
  ['{{ if .slim }}\nFROM debian:12-slim\n{{ end }}\n', '{{'],
  ['FROM debian:12\n{% for name in names %}\nRUN touch {{ name }}\n{% endfor %}\n', '{%'],
  ['FROM debian:12\nENV VERSION {{\n  .version\n}}\n', '}}'],
  ['FROM <%= image %>\n', '<%'],
])('knows %j by its marks', (text, mark) => {
  expect(markOf(text)).toBe(mark);
});

it('knows a template by the ending of its name', () => {
  expect(markOf('FROM #BASE#\n', '/p/Dockerfile.tpl')).toBe('.tpl');
});

it.each([
  "FROM docker:28\nRUN docker inspect --format '{{.Id}}' one\nLABEL note={{x}}\n",
  'FROM balenalib/%%BALENA_MACHINE_NAME%%-node\n%%RUN%% x\n',
  'FROM debian:12\n{ nothing of ours\n',
])('takes %j for a Dockerfile', text => {
  expect(markOf(text, '/p/Dockerfile.template')).toBeUndefined();
});
