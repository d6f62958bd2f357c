/** A key that YAML reads as a number, a boolean or nothing. */
import { replace } from '../../text/edit.ts';
import { schemaProblems } from '../compose-schema.ts';
import { rule } from '../rule.ts';

export const nonStringKey = rule({
  id: 'compose/non-string-key',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:invalid-schema'],
  summary: 'A key is not a text, but a number, a boolean or empty',
  why: 'Compose takes only texts as keys, even below `x-`, and refuses a file with anything else.',
  bad: [{ 'compose.yaml': 'services:\n  8080:\n    image: nginx:1.29\n' }],
  good: [{ 'compose.yaml': 'services:\n  "8080":\n    image: nginx:1.29\n' }],
  references: ['https://docs.docker.com/reference/compose-file/'],

  check(compose) {
    const { nonStringKeys } = schemaProblems(compose.file.yaml);
    if (nonStringKeys.length === 0) return [];
    return nonStringKeys.map(key => {
      const isQuotable = key.source !== '' && key.tag === undefined && /^[\w.+-]+$/.test(key.source);
      return {
        at: key.span,
        message: isQuotable
          ? `YAML does not read the key ${key.source} as a text, and Compose takes only texts, so it refuses the file; quote it`
          : 'A key has to be a text, so Compose refuses the file; write a word in front of the colon',
        fixes: isQuotable
          ? [{ title: `Quote ${key.source}`, safety: 'safe', edits: [replace(key.span, `"${key.source}"`)] }]
          : [],
      };
    });
  },
});
