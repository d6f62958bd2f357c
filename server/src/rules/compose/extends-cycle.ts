/** `extends` that comes back to where it started. */
import { type Definition, type Extended, extendedBy, modelOf } from '../../project/compose-model.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { maxIncludeDepth } from '../../text/limits.ts';
import { basename } from '../../text/path.ts';
import { type Finding, rule } from '../rule.ts';

export const extendsCycle = rule({
  id: 'compose/extends-cycle',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A service extends itself, directly or through others',
  why: 'What such a service consists of has no end, so Compose refuses the whole project.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    extends: api\n    image: nginx:1.29\n  api:\n    extends: web\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    extends:\n      file: base.yaml\n      service: web\n',
      'base.yaml': 'services:\n  web:\n    extends:\n      file: compose.yaml\n      service: web\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    extends:\n      file: base.yaml\n      service: web\n',
      'base.yaml': 'services:\n  web:\n    image: nginx:1.29\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#extends'],

  check(compose, project) {
    if (!compose.file.hasServiceKey('extends')) return [];
    const model = modelOf(compose, project);
    const { files } = model;
    const findings: Finding[] = [];
    /** Services that are known to lead into a ring, or not. */
    const done = new Set<Service>();
    for (const service of compose.file.services) {
      const base = service.extends;
      if (!base || done.has(service)) continue;
      const way: Omit<Definition, 'through'>[] = [];
      let at: Omit<Definition, 'through'> | undefined = { compose, service };
      while (at && !done.has(at.service) && way.length <= maxIncludeDepth) {
        done.add(at.service);
        way.push(at);
        const next: Extended | undefined = at.service.extends && extendedBy(at, files, project);
        at = next?.kind === 'found' ? next.definition : undefined;
      }
      const start = at && way.findIndex(it => it.service === at.service);
      if (start === undefined || start < 0) continue;
      const ring = way.slice(start);
      // A ring of other files is told where this file enters it.
      const here = ring.find(it => model.owns(it.service))?.service ?? service;
      const names = [...ring, ...ring.slice(0, 1)].map(it =>
        it.compose.path === compose.path
          ? `"${it.service.name}"`
          : `"${it.service.name}" of ${basename(it.compose.path)}`,
      );
      findings.push({
        at: (here.extends?.service ?? here.extends ?? base).span,
        message:
          ring.length === 1
            ? `Service ${names[0]} extends itself, so the project is refused; name the service it shall build on`
            : `"extends" comes back to where it started (${names.join(' → ')}), so the project is refused; one of them has to stand by itself`,
      });
    }
    return findings;
  },
});
