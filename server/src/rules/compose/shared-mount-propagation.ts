import { textOf } from '../../syntax/compose/text-value.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { type Span, span } from '../../text/span.ts';
import { type BindMount, bindMounts, removeOption } from '../bind-mounts.ts';
import { type Finding, rule } from '../rule.ts';
import { suggestion } from '../service-keys.ts';

const passing = new Set(['shared', 'rshared', 'slave', 'rslave']);

export const sharedMountPropagation = rule({
  id: 'compose/shared-mount-propagation',
  reads: 'compose',
  dialect: 'docker',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:baa452f0'],
  summary: 'Mounts made on one side of a bind mount appear on the other',
  why: 'With shared propagation a service that may mount puts file systems into the host, over whatever stands there; with slave propagation it sees all that the host mounts later.',
  bad: [
    {
      'compose.yaml':
        'services:\n  storage:\n    image: example/storage:1\n    volumes:\n      - /mnt/pool:/mnt/pool:rshared\n',
    },
    {
      'compose.yaml':
        'services:\n  storage:\n    image: example/storage:1\n    volumes:\n      - type: bind\n        source: /mnt/pool\n        target: /mnt/pool\n        bind:\n          propagation: slave\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  storage:\n    image: example/storage:1\n    volumes:\n      - /mnt/pool:/mnt/pool:rprivate\n      - /mnt/usb:/mnt/usb:ro,z\n',
    },
  ],
  references: [
    'https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation',
    'https://docs.docker.com/reference/compose-file/services/#volumes',
  ],

  check(compose) {
    const { yaml } = compose.file;
    const findings: Finding[] = [];
    for (const it of bindMounts(compose)) {
      const found = it.mount.node.kind === 'mapping' ? longOption(it) : shortOption(it);
      if (!found) continue;
      const { at, word } = found;
      findings.push({
        at,
        message: word.endsWith('shared')
          ? `With "${word}" what "${it.service.name}" mounts below ${it.path} appears on the host, too; leave it out unless it is there to mount for others`
          : `With "${word}" whatever the host mounts below ${it.path} appears in "${it.service.name}", too; leave it out unless that is wanted`,
        fixes: () => {
          if (isShared(yaml, it.mount.node)) return [];
          return suggestion(`Remove ${word}`, removal(it, word));
        },
      });
    }
    return findings;

    function removal(it: BindMount, word: string) {
      const { node } = it.mount;
      if (node.kind !== 'mapping') return removeOption(it.mount, word);
      const bind = node.entry('bind');
      if (bind?.value.kind !== 'mapping') return undefined;
      const entry = bind.value.entry('propagation');
      if (bind.value.pairs.length === 1) return removeEntry(yaml, node, bind);
      return entry && removeEntry(yaml, bind.value, entry);
    }
  },
});

function shortOption({ mount: { mode } }: BindMount): { readonly at: Span; readonly word: string } | undefined {
  if (!mode || mode.text.includes('$')) return undefined;
  let from = mode.span.start;
  for (const word of mode.text.split(',')) {
    if (passing.has(word)) return { at: span(from, from + word.length), word };
    from += word.length + 1;
  }
  return undefined;
}

function longOption({ mount: { node } }: BindMount): { readonly at: Span; readonly word: string } | undefined {
  const bind = node.kind === 'mapping' ? node.entry('bind')?.value : undefined;
  const value = bind?.kind === 'mapping' ? textOf(bind.entry('propagation')?.value) : undefined;
  return value?.known !== undefined && passing.has(value.known) ? { at: value.span, word: value.known } : undefined;
}
