import { textOf } from '../../syntax/compose/text-value.ts';
import type { YamlSequence } from '../../syntax/yaml/node.ts';
import { scalarText } from '../../syntax/yaml/yaml-writing.ts';
import { replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const quotedVolume = rule({
  id: 'compose/quoted-volume',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:no-quotes-in-volumes'],
  summary: 'A volume stands in quotes that it does not need',
  why: 'Paths read better without quotes, and a file that quotes only where it must shows where that is.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - "./html:/usr/share/nginx/html:ro"\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./html:/usr/share/nginx/html:ro\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - "./a #1:/usr/share/nginx/html:ro"\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes: ["${HTML:-./html}:/usr/share/nginx/html:ro"]\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#volumes'],

  check(compose) {
    const findings: Finding[] = [];
    const seen = new Set<number>();
    const { text } = compose.file.yaml;
    for (const { entry } of serviceKeys(compose, 'volumes')) {
      const list = entry.value;
      if (list.kind !== 'sequence') continue;
      for (const item of list.items) {
        const volume = seen.has(item.span.start) ? undefined : textOf(item);
        if (!volume || !['single-quoted', 'double-quoted'].includes(volume.node.style)) continue;
        const { value, span } = volume;
        if (slice(text, span).slice(1, -1) !== value || !needsNoQuotes(value, list)) continue;
        seen.add(span.start);
        findings.push({
          at: span,
          message: `"${value}" says the same without quotes; drop them, so that quotes stand only where they matter`,
          fixes: () => [{ title: 'Drop the quotes', safety: 'safe', edits: [replace(span, value)] }],
        });
      }
    }
    return findings;
  },
});

function needsNoQuotes(value: string, { isFlow }: YamlSequence): boolean {
  if (isFlow && /[,[\]{}]/.test(value)) return false;
  // Braces of a variable are harmless behind the first character of a block's text.
  return scalarText(value.replace(/[{}]/g, '')) === value.replace(/[{}]/g, '') && !/^[{}]/.test(value);
}
