/**
 * What Slipway itself has to say about a file. A notice looks like a rule so that every driver can show it, but it is
 * not in the catalogue: it cannot be configured or suppressed.
 */
import type { RuleWords } from './reported-finding.ts';

/** One hint at the top of a file with more findings than are shown. */
export const tooManyFindings: RuleWords = {
  id: 'slipway/too-many-findings',
  dialect: 'both',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  summary: 'A file has more findings than are shown',
  why: 'Nobody works through a list that long; mend the first ones, or switch the noisiest rule off, and look again.',
  references: [],
};

/** A mistake in `.slipway.yaml`. The rest of the file counts, and so does every other file. */
export const invalidConfiguration: RuleWords = {
  id: 'slipway/invalid-configuration',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: '.slipway.yaml holds something Slipway does not understand',
  why: 'The setting is not in force, so findings appear or stay away against the intention of whoever wrote it.',
  references: [],
};

export const notices: readonly RuleWords[] = [tooManyFindings, invalidConfiguration];
