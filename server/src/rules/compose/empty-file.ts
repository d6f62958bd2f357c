/** A Compose file without content. */
import { span } from '../../text/span.ts';
import { rule } from '../rule.ts';

export const emptyFile = rule({
  id: 'compose/empty-file',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'The file has no content',
  why: 'Compose refuses a file in which nothing stands, also when it is only one of several.',
  bad: [{ 'compose.yaml': '# services:\n#   web:\n#     image: nginx:1.29\n' }],
  good: [{ 'compose.yaml': 'services: {}\n' }],
  references: ['https://docs.docker.com/reference/compose-file/'],

  check(compose) {
    const { documents, problems, text } = compose.file.yaml;
    if (problems.length > 0 || documents.some(it => it.root !== undefined)) return [];
    // A new file that is just being begun needs no squiggle over nothing.
    const end = /[\r\n]/.exec(text)?.index ?? text.length;
    return [
      {
        at: span(0, end),
        message: 'Nothing stands in this file, so Compose refuses it; begin with "services:", or delete the file',
      },
    ];
  },
});
