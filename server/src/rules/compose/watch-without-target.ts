/** An entry of `develop.watch` that does not say where files go, or which are watched. */
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import { type Finding, rule } from '../rule.ts';

export const watchWithoutTarget = rule({
  id: 'compose/watch-without-target',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'An entry of `develop.watch` lacks the target that its action needs, or its path is empty',
  why: 'Every action but `rebuild` and `restart` copies files into the container; without `target` Compose does not know where to, and refuses the file.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - path: ./src\n          action: sync\n',
      Dockerfile: 'FROM scratch\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    build: .\n    develop:\n      watch:\n        - path: ./src\n          action: sync\n          target: /src\n        - path: package.json\n          action: rebuild\n',
      Dockerfile: 'FROM scratch\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/develop/#watch'],

  check(compose) {
    const findings: Finding[] = [];
    for (const service of compose.file.services) {
      const develop = service.key('develop')?.value;
      const watch = develop?.kind === 'mapping' ? valueAt(develop, 'watch') : undefined;
      if (watch?.kind !== 'sequence') continue;
      for (const item of watch.items) {
        if (item.kind !== 'mapping') continue;
        const path = textOf(valueAt(item, 'path'));
        if (path?.known === '') {
          findings.push({
            at: path.span,
            message: 'An empty path watches nothing, so Compose refuses the file; name a file or folder',
          });
        }
        const action = textOf(valueAt(item, 'action'));
        const target = item.entry('target');
        const isTargetKnown = !target || textOf(target.value)?.known === '';
        if (action?.known !== undefined && copies.has(action.known) && isTargetKnown) {
          findings.push({
            at: target?.span ?? action.span,
            message: `"${action.known}" copies files into the container, but no target says where to, so Compose refuses the file; add "target"`,
          });
        }
      }
    }
    return findings;
  },
});

const copies: ReadonlySet<string> = new Set(['sync', 'sync+restart', 'sync+exec']);
