/** A `${` that begins no valid variable. */

import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { insert } from '../../text/edit.ts';
import { type BadInterpolation, schemaProblems } from '../compose-schema.ts';
import { type Fix, rule } from '../rule.ts';

export const invalidInterpolation = rule({
  id: 'compose/invalid-interpolation',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A `${` starts no valid variable',
  why: 'Compose fills in variables in every value, and refuses the file when a `${` is not followed by a name, an optional default and `}`. A dollar sign that is meant as such is written twice.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    command: echo ${1}\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:${TAG\n' },
  ],
  good: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:${TAG:-1.29}\n    command: echo $${1} $@ $(date)\n' }],
  references: ['https://docs.docker.com/reference/compose-file/interpolation/'],

  check(compose, project) {
    const { yaml } = compose.file;
    const { badInterpolations } = schemaProblems(yaml);
    if (badInterpolations.length === 0) return [];
    return badInterpolations.map(({ node, part }) => {
      const at = spanInScalar(yaml.text, node, part.at.start, part.at.end);
      const isExact = yaml.text.slice(at.start, at.end) === '${';
      const fixes: readonly Fix[] =
        isExact && project.dialect === 'docker' && !isShared(yaml, node)
          ? [{ title: 'Write "$$" for a dollar sign', safety: 'suggestion', edits: [insert(at.start, '$')] }]
          : [];
      return { at, message: messageOf({ node, part }, project.dialect === 'docker'), fixes };
    });
  },
});

function messageOf({ node, part }: BadInterpolation, isDocker: boolean): string {
  const rest = node.source.slice(part.at.start).split('\n', 1)[0] ?? '';
  const why = rest.includes('}') ? 'no name of a variable follows "${"' : 'this "${" is never closed';
  const advice = isDocker ? '; write "$${" if the dollar sign itself is meant' : '';
  return `${why.charAt(0).toUpperCase()}${why.slice(1)}, so Compose refuses the file${advice}`;
}
