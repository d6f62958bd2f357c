/** A service mounts a named volume that no Compose file of the project declares. */
import { counts, declared, modelOf } from '../../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Mount, Service } from '../../syntax/compose/compose-file.ts';
import { declareVolumes } from '../../syntax/compose/declare-resources.ts';
import { isVolumeName } from '../../syntax/compose/volume-name.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { dirname, join } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const undefinedVolume = rule({
  id: 'compose/undefined-volume',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service mounts a named volume that is not declared at the top level',
  why: 'Compose refuses the whole project, and so do balena’s builders: a named volume has to be listed under the top-level `volumes` before services can share or keep data in it.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.1'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - 'site-data:/data'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - databse:/var/lib/postgresql/data\n\nvolumes:\n  database:\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    volumes:\n      - database:/var/lib/postgresql/data\n\nvolumes:\n  database:\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./html:/usr/share/nginx/html:ro\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/volumes/',
    'https://docs.balena.io/learn/develop/multicontainer/#named-volumes',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.hasServiceKey('volumes') && !compose.file.hasServiceKey('extends')) return findings;
    const volumes = declared(compose, project, 'volumes');
    if (!volumes) return findings;
    const uses = compose.file.services.flatMap(service => undeclaredIn(service, volumes));
    const names = [...new Set(uses.map(use => use.source.text))].filter(isVolumeName);
    const place = project.dialect === 'balena' ? 'before-services' : 'end';
    const seen = new Set<number>();

    for (const { service, mount, source } of uses) {
      // A list that several services share through an alias is written once, and reported once.
      if (seen.has(source.span.start)) continue;
      seen.add(source.span.start);
      const name = source.text;
      const { dialect } = project;
      // Asked now: fixes are made when somebody wants them.
      const isPathMeant = dialect === 'docker' && !mount.isLong && isMeantAsPath(name, compose, project);
      const fixes = (): readonly Fix[] => {
        const made: Fix[] = [];
        const addFix = (title: string, edits: Fix['edits'] | undefined) => {
          if (edits) made.push({ title, safety: 'suggestion', edits });
        };
        if (isVolumeName(name)) {
          addFix(`Declare the volume "${name}"`, declareVolumes(compose.file, [name], place));
          if (names.length > 1) addFix('Declare all undefined volumes', declareVolumes(compose.file, names, place));
        }
        if (!isShared(compose.file.yaml, mount.node)) {
          const meant = closest(name, volumes, it => it);
          if (meant !== undefined) addFix(`Change to "${meant}"`, [replace(source.span, meant)]);
          if (isPathMeant) addFix(`Change to "./${name}"`, [replace(source.span, `./${name}`)]);
        }
        return made;
      };
      findings.push({
        at: source.span,
        message: isVolumeName(name)
          ? `The volume "${name}" of service "${service.name}" is not declared, so the project is refused; declare it under the top-level "volumes"`
          : `"${name}" is neither a path (those begin with ./ or /) nor a possible name of a volume, so the project is refused`,
        fixes,
      });
    }
    if (compose.file.hasServiceKey('extends')) findings.push(...inheritedUses(compose, project, volumes));
    return findings;
  },
});

/** What services mount by extending one of another file has to be declared here, for that file's volumes do not come along. */
function* inheritedUses(
  compose: ProjectComposeFile,
  project: Project,
  volumes: ReadonlySet<string>,
): Iterable<Finding> {
  const told = new Set<string>();
  const place = project.dialect === 'balena' ? 'before-services' : 'end';
  for (const judged of modelOf(compose, project).judged) {
    const { whole, definition, inheritedAt } = judged;
    if (!inheritedAt || !counts(judged, 'volumes')) continue;
    for (const { source } of undeclaredIn(definition.service, volumes)) {
      const name = source.text;
      if (told.has(`${whole.name} ${name}`) || !isVolumeName(name)) continue;
      told.add(`${whole.name} ${name}`);
      const edits = declareVolumes(compose.file, [name], place);
      yield {
        at: inheritedAt,
        message: `Service "${whole.name}" inherits the volume "${name}", which is not declared in this project, so it is refused; declare it under the top-level "volumes"`,
        fixes: edits ? [{ title: `Declare the volume "${name}"`, safety: 'suggestion', edits }] : [],
      };
    }
  }
}

interface Use {
  readonly service: Service;
  readonly mount: Mount;
  readonly source: NonNullable<Mount['source']>;
}

function undeclaredIn(service: Service, volumes: ReadonlySet<string>): readonly Use[] {
  return service.mounts.flatMap(mount => {
    const { source, kind } = mount;
    // A variable may hold a path, whatever its default is.
    if (kind !== 'named-volume' || !source || source.known !== source.text || source.known === '') return [];
    return volumes.has(source.known) ? [] : [{ service, mount, source }];
  });
}

function isMeantAsPath(name: string, compose: ProjectComposeFile, project: Project): boolean {
  if (name.includes('/')) return true;
  return [project.root, dirname(compose.path)].some(folder => {
    const kind = project.entryAt(join(folder, name));
    return kind === 'file' || kind === 'folder';
  });
}
