/** A mount with only a target path. */
import { isReadByBalena } from '../../project/read-by-balena.ts';
import type { Mount, Service } from '../../syntax/compose/compose-file.ts';
import { declareVolumes } from '../../syntax/compose/declare-resources.ts';
import { nameMount } from '../../syntax/compose/name-mount.ts';
import { volumeNameFor } from '../../syntax/compose/volume-name.ts';
import { isWithin, join } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const anonymousVolume = rule({
  id: 'compose/anonymous-volume',
  reads: 'compose',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A mount has only a target path, so its volume has no name',
  why: 'The engine gives such a volume a random name: it is left behind when the container is removed, and its data is not found again. balena refuses the mount.',
  bad: [
    {
      'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    volumes:\n      - /var/lib/postgresql/data\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - database:/var/lib/postgresql/data\n\nvolumes:\n  database:\n',
    },
  ],
  references: ['https://docs.docker.com/engine/storage/volumes/#named-and-anonymous-volumes'],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('volumes')) return findings;
    const isRefused = isReadByBalena(compose, project);
    const files = [compose, ...project.composeFiles].map(it => it.file);
    let taken: Set<string> | undefined;
    const seen = new Set<number>();
    for (const service of compose.file.services) {
      for (const mount of service.mounts) {
        const { target } = mount;
        if (mount.kind !== 'anonymous-volume' || target?.known === undefined) continue;
        if (seen.has(mount.span.start) || (!isRefused && hidesPartOfBindMount(mount, service))) continue;
        seen.add(mount.span.start);
        taken ??= new Set(files.flatMap(file => file.volumes.map(volume => volume.name)));
        const name = volumeNameFor(target.known, service.name, taken);
        const named = nameMount(compose.file.yaml, mount, name);
        const declared = declareVolumes(compose.file, [name], isRefused ? 'before-services' : 'end');
        const fixes: readonly Fix[] =
          named && declared
            ? [{ title: `Name the volume "${name}"`, safety: 'suggestion', edits: [...named, ...declared] }]
            : [];
        findings.push({
          at: mount.span,
          message: isRefused
            ? `The volume at ${target.known} has no name, and balena refuses such a mount; give it a name and declare it under the top-level "volumes"`
            : `The volume at ${target.known} has no name, so its data is not found again once the container is removed; give it a name and declare it`,
          ...(isRefused ? { severity: 'error' as const } : {}),
          fixes,
        });
      }
    }
    return findings;
  },
});

/** Keeps what the image holds below a mounted source folder (`node_modules`): nobody misses it afterwards. */
function hidesPartOfBindMount({ target }: Mount, service: Service): boolean {
  const path = target?.known;
  return service.mounts.some(
    other =>
      other.kind === 'bind-mount' &&
      path !== undefined &&
      other.target?.known !== undefined &&
      isWithin(normal(other.target.known), normal(path)),
  );
}

function normal(path: string): string {
  return join('/', path);
}
