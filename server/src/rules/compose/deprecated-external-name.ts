/** `external: {name: …}`, which became `external: true` beside `name`. */

import type { Resource } from '../../syntax/compose/compose-file.ts';
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlEntry, YamlFile } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { columnOf, lineBreak } from '../../syntax/yaml/yaml-layout.ts';
import { type Edit, replace } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import { shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { type Finding, rule } from '../rule.ts';

export const deprecatedExternalName = rule({
  id: 'compose/deprecated-external-name',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  summary: 'The name of an external resource stands under `external`',
  why: 'The old form is deprecated and Compose warns of it; with another name beside it the file is refused.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - front\n\nnetworks:\n  front:\n    external:\n      name: shared-front\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - front\n\nnetworks:\n  front:\n    external: true\n    name: shared-front\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/networks/#external'],

  check(compose) {
    const findings = new FindingsByPlace();
    const { file } = compose;
    for (const resources of [file.volumes, file.networks, file.secrets, file.configs]) {
      for (const resource of resources) {
        const finding = resource.isExternal ? findingOf(file.yaml, resource) : undefined;
        if (finding) findings.add(finding);
      }
    }
    return findings.list;
  },
});

function findingOf(file: YamlFile, { mapping, name }: Resource): Finding | undefined {
  const external = mapping?.entry('external');
  const old = external?.value.kind === 'mapping' ? external.value.entry('name') : undefined;
  if (!mapping || !external || !old) return undefined;
  const beside = textOf(valueAt(mapping, 'name'));
  const inside = textOf(old.value);
  if (beside?.known !== undefined && inside?.known !== undefined && beside.known !== inside.known) {
    return {
      at: old.span,
      severity: 'error',
      message: `"${name}" has two names, "${shortened(inside.known)}" here and "${shortened(beside.known)}" beside "external", so Compose refuses the file; keep one`,
    };
  }
  const edits = beside || isShared(file, mapping) ? undefined : newForm(file, external, old);
  return {
    at: old.span,
    message: `The name under "external" is deprecated, and Compose warns of it; write "external: true" and "name" beside it`,
    fixes: edits ? [{ title: 'Write "external: true" and "name"', safety: 'safe', edits }] : [],
  };
}

/** Both pairs in place of the old one, which holds nothing but the name. */
function newForm(file: YamlFile, external: YamlEntry, old: YamlEntry): readonly Edit[] | undefined {
  const { text, comments } = file;
  const { value } = external;
  if (value.kind !== 'mapping' || value.pairs.length !== 1 || external.isMerged || old.isMerged || value.anchor)
    return undefined;
  if (value.alias || value.tag !== undefined || old.value.kind !== 'scalar' || old.value.anchor || old.value.alias)
    return undefined;
  const at = span(external.key.span.start, value.span.end);
  if (comments.some(it => it.span.start > at.start && it.span.end < at.end)) return undefined;
  const written = text.slice(old.value.span.start, old.value.span.end);
  const start = startsLine(text, at.start);
  if (old.value.style === 'literal' || old.value.style === 'folded' || old.value.value === null) return undefined;
  const between = start ? `${lineBreak(text)}${' '.repeat(columnOf(text, at.start))}` : ', ';
  return [replace(at, `external: true${between}name: ${written}`)];
}

function startsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(offset - columnOf(text, offset), offset));
}
