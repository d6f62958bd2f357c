/** A host path is mounted into a service of a balena project. */
import { type BalenaLabel, balenaLabel, labelForHostPath } from '../../catalog/balena-labels.ts';
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { ComposeFile, Mount, Service } from '../../syntax/compose/compose-file.ts';
import { declareVolumes } from '../../syntax/compose/declare-resources.ts';
import { nameMount } from '../../syntax/compose/name-mount.ts';
import { volumeNameFor } from '../../syntax/compose/volume-name.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry, appendItems, removeEntry, removeItem, replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { scalarText } from '../../syntax/yaml/yaml-writing.ts';
import { type Edit, replace } from '../../text/edit.ts';
import { basename, join } from '../../text/path.ts';
import { slice } from '../../text/span.ts';
import { unmatchedHostPath } from '../host-paths.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const bindMount = rule({
  id: 'balena/bind-mount',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A path of the host is mounted into a service of a balena project',
  why: 'balena mounts only named volumes, so that a container cannot harm the host system: the builders refuse the project. For a few paths they set a label instead, which gives them at a place of its own.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.1'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - './data:/data'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.1'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - '/run/dbus:/host/run/dbus'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.1'\nvolumes:\n  data:\nservices:\n  web:\n    build: ./web\n    volumes:\n      - 'data:/data'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://docs.balena.io/learn/develop/multicontainer/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!balenaReaders(compose, project)) return findings;
    let all: AllMounts | undefined;
    const seen = new Set<number>();
    for (const service of compose.file.services) {
      for (const mount of service.mounts) {
        if (mount.kind !== 'bind-mount' || !mount.source || seen.has(mount.span.start)) continue;
        seen.add(mount.span.start);
        if (unmatchedHostPath(service, mount)) continue;
        const path = hostPath(mount);
        findings.push({
          at: mount.source.span,
          message:
            labelMessage(service, mount) ??
            `balena mounts no paths of the host, so "${mount.source.text}" is refused; ${adviceFor(path, mount, project)}`,
          fixes: () => {
            all ??= allMounts(compose, project);
            return fixesFor(compose, project, { service, mount, all });
          },
        });
      }
    }
    return findings;
  },
});

/** The path without a slash at its end; undefined when a variable is in it. */
function hostPath(mount: Mount): string | undefined {
  const path = mount.source?.known;
  return path !== undefined && path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Folders of the host's system: a volume in their place would be empty, and is not what the service looks for. */
function isSystemPath(path: string): boolean {
  return /^\/(?:$|(?:bin|boot|dev|etc|lib|lib64|proc|run|sbin|sys|usr|mnt\/boot|mnt\/data|var\/run|var\/log)(?:\/|$))/.test(
    path,
  );
}

function isFile(path: string, mount: Mount, project: Project): boolean {
  const kind = project.entryAt(join(project.root, path));
  if (kind === 'file' || kind === 'folder') return kind === 'file';
  // Not there to look at: a known ending, or the same name with an ending on both sides, is a file.
  if (fileEndings.has(basename(path).split('.').slice(1).at(-1)?.toLowerCase() ?? '')) return true;
  const name = basename(mount.target?.text ?? '');
  return /^.+\.[A-Za-z]\w*$/.test(name) && path.endsWith(`/${name}`);
}

const fileEndings = new Set(
  (
    'cert cfg cnf conf config crt css csv env gz html ini js json jar key log lock md pem php pl properties pub py rb rules ' +
    'sh so sql tar toml ts txt war xml yaml yml zip'
  ).split(' '),
);

/**
 * What becomes of a mount for which balena's parsers put a label of the same purpose; undefined for other paths.
 * https://github.com/balena-io-modules/balena-compose-parser/blob/main/lib/compose.ts
 */
function labelMessage(service: Service, mount: Mount): string | undefined {
  const path = hostPath(mount);
  const label = path === undefined ? undefined : labelForHostPath(path);
  if (path === undefined || !label) return undefined;
  if (hasLabel(service, label)) {
    return `balena gives ${path} through the label ${label.name}, which is set, and drops this mount; delete it`;
  }
  const place = label.mountedAt ?? path;
  return `balena puts the label ${label.name} in place of this mount: it appears at ${place}, your target path and "ro" are not kept; set the label itself, so that the file says what happens`;
}

function hasLabel(service: Service, label: BalenaLabel): boolean {
  return service.labels.some(it => balenaLabel(it.key) === label);
}

function adviceFor(path: string | undefined, mount: Mount, project: Project): string {
  if (path === undefined) return 'use a named volume';
  if (path === '/dev' || path.startsWith('/dev/')) return 'list the device nodes it needs under "devices"';
  if (path === '/etc/localtime' || path === '/etc/timezone') return 'set the time zone by the variable TZ';
  if (/^\/(?:var\/)?run\/.*\.sock$/.test(path))
    return 'the host keeps its sockets to itself, apart from those that labels of balena give';
  if (isFile(path, mount, project)) return 'copy the file into the image with COPY';
  if (isSystemPath(path)) return 'the host keeps it to itself, apart from what labels of balena give';
  return 'use a named volume, or COPY what the service only reads into the image';
}

interface MountInService {
  readonly service: Service;
  readonly mount: Mount;
  readonly all: AllMounts;
}

/** What a fix must know of the other mounts. */
interface AllMounts {
  /** Those of the file, by the path of the host. */
  readonly byPath: ReadonlyMap<string, readonly Mount[]>;
  /** Names of volumes in any file of the project. */
  readonly taken: ReadonlySet<string>;
}

function allMounts(compose: ProjectComposeFile, project: Project): AllMounts {
  const byPath = new Map<string, Mount[]>();
  for (const service of compose.file.services) {
    for (const mount of service.mounts) {
      const path = mount.kind === 'bind-mount' ? hostPath(mount) : undefined;
      const known = path === undefined ? undefined : byPath.get(path);
      if (known) known.push(mount);
      else if (path !== undefined) byPath.set(path, [mount]);
    }
  }
  const taken = new Set<string>();
  for (const { file } of [compose, ...project.composeFiles]) {
    for (const { name } of file.volumes) taken.add(name);
    for (const { mounts } of file.services)
      for (const { kind, source } of mounts) if (kind === 'named-volume' && source) taken.add(source.text);
  }
  return { byPath, taken };
}

function fixesFor(compose: ProjectComposeFile, project: Project, place: MountInService): readonly Fix[] {
  const { service, mount } = place;
  const { file } = compose;
  const path = hostPath(mount);
  if (isShared(file.yaml, mount.node)) return [];
  const fixes: Fix[] = [];
  const label = path === undefined ? undefined : labelForHostPath(path);
  if (label) {
    const edits = labelEdits(file, service, label);
    const gives = label.mountedAt === undefined ? 'at the same path' : `at ${label.mountedAt}`;
    const title = hasLabel(service, label)
      ? `Delete the mount of ${path}`
      : `Use the label ${label.name} (mounted ${gives}; your target path and "ro" are not kept)`;
    if (edits) fixes.push({ title, safety: 'suggestion', edits });
  }
  const isVolumeLike = path === undefined || (!isSystemPath(path) && !isFile(path, mount, project));
  if (isVolumeLike && !label) {
    const named = namedVolume(compose, place);
    if (named) fixes.push(named);
  }
  const target = mount.target?.known;
  if (target !== undefined && isVolatile(target) && !label) {
    const edits = tmpfsEdits(file, service, mount, target);
    if (edits) fixes.push({ title: `Use a tmpfs at ${target}`, safety: 'suggestion', edits });
  }
  return fixes;
}

/** All mounts of the same path become mounts of one volume, for services that share a folder must go on sharing it. */
function namedVolume(compose: ProjectComposeFile, { service, mount, all }: MountInService): Fix | undefined {
  const path = hostPath(mount);
  const name = volumeNameFor(path ?? mount.target?.known ?? '', service.name, all.taken);
  const edits: Edit[] = [];
  const seen = new Set<number>();
  for (const other of path === undefined ? [mount] : (all.byPath.get(path) ?? [])) {
    if (seen.has(other.span.start)) continue;
    seen.add(other.span.start);
    const named = nameMount(compose.file.yaml, other, name);
    if (!named) return undefined;
    edits.push(...named);
  }
  const declared = declareVolumes(compose.file, [name], 'before-services');
  if (!declared) return undefined;
  return { title: `Use a named volume "${name}"`, safety: 'suggestion', edits: [...edits, ...declared] };
}

/** Places that programs expect to be empty after a restart. */
function isVolatile(target: string): boolean {
  return /^(?:\/tmp|\/var\/tmp|\/run|\/var\/run|\/run\/lock|\/var\/lock|\/run\/shm|\/dev\/shm)\/?$/.test(target);
}

/** Takes the service's mounts of the label's paths away and sets the label. */
function labelEdits(file: ComposeFile, service: Service, label: BalenaLabel): readonly Edit[] | undefined {
  const { mapping } = service;
  if (!mapping) return undefined;
  const given = service.mounts.filter(mount => label.hostPaths?.includes(hostPath(mount) ?? '') === true);
  const removed = removeMounts(file, service, given);
  if (!removed) return undefined;
  if (hasLabel(service, label)) return removed;
  const labels = service.key('labels');
  const added =
    labels === undefined
      ? addEntry(file.yaml, mapping, { key: 'labels', value: { [label.name]: "'1'" } })
      : labels.isMerged || isShared(file.yaml, labels.value)
        ? undefined
        : labels.value.kind === 'sequence'
          ? appendItems(file.yaml, labels.value, [`${label.name}=1`])
          : addEntry(file.yaml, labels.value, { key: label.name, value: "'1'" });
  return added && [...removed, ...added];
}

function tmpfsEdits(file: ComposeFile, service: Service, mount: Mount, target: string): readonly Edit[] | undefined {
  const { mapping } = service;
  if (!mapping) return undefined;
  const removed = removeMounts(file, service, [mount]);
  if (!removed) return undefined;
  if (service.tmpfs.some(it => it.value.split(':', 1)[0] === target)) return removed;
  const tmpfs = service.key('tmpfs');
  if (tmpfs && (tmpfs.isMerged || isShared(file.yaml, tmpfs.value))) return undefined;
  const added =
    tmpfs === undefined
      ? addEntry(file.yaml, mapping, { key: 'tmpfs', value: [target] })
      : tmpfs.value.kind === 'sequence'
        ? appendItems(file.yaml, tmpfs.value, [target])
        : replaceValue(file.yaml, tmpfs.value, [...service.tmpfs.map(it => scalarText(it.value)), target]);
  return added && [...removed, ...added];
}

/** Deletes entries of the list, or the list with its key where nothing is left. */
function removeMounts(file: ComposeFile, service: Service, mounts: readonly Mount[]): readonly Edit[] | undefined {
  const { mapping } = service;
  const list = service.key('volumes');
  if (!mapping || list?.value.kind !== 'sequence' || isShared(file.yaml, list.value)) return undefined;
  if (mounts.length === list.value.items.length) return removeEntry(file.yaml, mapping, list);
  const edits: Edit[] = [];
  for (const mount of mounts) {
    const removed = removeItem(file.yaml, list.value, mount.node);
    if (!removed) return undefined;
    edits.push(...removed);
  }
  // Were all entries taken away by several fixes at once, an empty list would be left: so only one may be at work. It
  // claims the key, which stays as it is.
  const isLast = service.mounts.every(mount => mount.kind === 'bind-mount');
  const { span } = list.key;
  return isLast ? [...edits, replace(span, slice(file.yaml.text, span))] : edits;
}
