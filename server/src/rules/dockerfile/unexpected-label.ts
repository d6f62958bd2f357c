import { closest } from '../../text/closest.ts';
import { removeInstruction, removeWord } from '../dockerfile-edits.ts';
import { labelsOf } from '../labels.ts';
import { type Finding, rule } from '../rule.ts';

export const unexpectedLabel = rule({
  id: 'dockerfile/unexpected-label',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['LABEL'] },
  aka: ['hadolint:DL3050'],
  summary: 'A label is not part of the configured schema',
  why: 'In strict mode the schema is the list of all labels. One that is not on it is a slip of the finger, or something nobody reads.',
  bad: [
    {
      Dockerfile: 'FROM debian:13\nLABEL team="a" owner="b"\n',
      '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n  strictLabels: true\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nLABEL owner="b"\n' },
    {
      Dockerfile: 'FROM debian:13\nLABEL team="a" owner="b"\n',
      '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n',
    },
    {
      Dockerfile: 'FROM debian:13\nLABEL team="a"\n',
      '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n  strictLabels: true\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#label'],

  check({ file }, { settings }) {
    const findings: Finding[] = [];
    const schema = Object.keys(settings.labels);
    if (!settings.strictLabels || schema.length === 0) return findings;
    for (const { instruction, pair } of labelsOf(file)) {
      const { key } = pair;
      if (Object.hasOwn(settings.labels, key.value)) continue;
      const meant = closest(key.value, schema, it => it);
      const edit = instruction.pairs.length === 1 ? removeInstruction(file, instruction) : removeWord(file, pair.span);
      findings.push({
        at: key.span,
        message: `The configured schema knows no label "${key.value}"${meant === undefined ? '' : `, but "${meant}"`}; delete it, or add it to the schema`,
        fixes: edit && [{ title: `Delete the label "${key.value}"`, safety: 'suggestion', edits: [edit] }],
      });
    }
    return findings;
  },
});
