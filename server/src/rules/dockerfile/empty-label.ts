import { labelsOf } from '../labels.ts';
import { type Finding, rule } from '../rule.ts';

export const emptyLabel = rule({
  id: 'dockerfile/empty-label',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['LABEL'] },
  aka: ['hadolint:DL3051'],
  summary: 'A label of the configured schema has no value',
  why: 'The label is there and says nothing, so that a check for its presence passes and its readers stand before an empty field.',
  bad: [{ Dockerfile: 'FROM debian:13\nLABEL team=""\n', '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n' }],
  good: [
    { Dockerfile: 'FROM debian:13\nLABEL team=""\n' },
    {
      Dockerfile: 'FROM debian:13\nLABEL team="a" note=""\n',
      '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#label'],

  check({ file }, { settings }) {
    const findings: Finding[] = [];
    if (Object.keys(settings.labels).length === 0) return findings;
    for (const { pair } of labelsOf(file)) {
      const { key, value } = pair;
      if (!Object.hasOwn(settings.labels, key.value) || (value && value.value.trim() !== '')) continue;
      findings.push({
        at: pair.span,
        message: `The label "${key.value}", which the configured schema asks for, has no value; give it one`,
      });
    }
    return findings;
  },
});
