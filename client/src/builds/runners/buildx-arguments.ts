// The command line of `buildx build` for one image of a plan, as a list of arguments that no shell sees.
import type { BuildPlan, PlannedBuild } from '../../../../server/src/build/build-plan.ts';
import { isAbsolute, join } from '../../../../server/src/text/path.ts';
import { BuildFailed } from '../../engine/engine.ts';
import { type BuildSettings, contextOf, pullOf, secretSource, sharedMemory } from './engine-options.ts';
import { nativePath } from './native-path.ts';

export interface BuildxCall extends BuildSettings {
  /** Name of the builder. */
  readonly builder: string;
  /** `load`: into the engine's store. `push`: to the registries that the tags name. */
  readonly output: 'load' | 'push';
  /** Absolute path of the Dockerfile, where another than the plan's is read. */
  readonly dockerfile?: string;
  /** Absolute path of the file in which buildx says what came of it. */
  readonly metadataFile?: string;
}

/** Everything behind `docker buildx`. Throws `BuildFailed` for what nobody could build. */
export function buildxArguments(build: PlannedBuild, plan: BuildPlan, call: BuildxCall): readonly string[] {
  const { builder, output, metadataFile } = call;
  const context = nativePath(contextOf(build, plan).folder);
  const shm = sharedMemory(build);
  const { target, platform, network } = build;
  const dockerfile = call.dockerfile ?? (build.dockerfile.path && nativePath(build.dockerfile.path));
  const all = (flag: string, values: readonly string[]) => values.flatMap(value => [flag, value]);
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [flag, value]);
  return [
    'build',
    ...one('--builder', builder),
    '--progress=rawjson',
    // As the engine does by itself: what old engines and devices pull holds images and nothing else.
    '--provenance=false',
    ...one('--file', dockerfile),
    ...one('--platform', platform),
    ...one('--target', target && target.because !== 'last' ? (target.name ?? String(target.index)) : undefined),
    ...all('--tag', build.tags),
    ...build.arguments.flatMap(({ name, value }) => ['--build-arg', `${name}=${value}`]),
    ...Object.entries(build.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]),
    ...build.secrets.flatMap(secret => ['--secret', secretFlag(secret, call)]),
    ...all(
      '--ssh',
      build.ssh.map(it => sshFlag(it, plan)),
    ),
    ...build.namedContexts.flatMap(it => ['--build-context', `${it.name}=${contextValue(it, build, plan)}`]),
    ...all(
      '--cache-from',
      build.cacheFrom.map(it => cacheFlag(it, plan)),
    ),
    ...all(
      '--cache-to',
      build.cacheTo.map(it => cacheFlag(it, plan)),
    ),
    ...one('--network', network),
    ...all('--add-host', build.extraHosts),
    ...one('--shm-size', shm === undefined ? undefined : String(shm)),
    ...all('--allow', allowed(build)),
    ...(build.noCache ? ['--no-cache'] : []),
    ...(pullOf(build, call) === 'always' ? ['--pull'] : []),
    output === 'push' ? '--push' : '--load',
    ...one('--metadata-file', metadataFile),
    '--',
    context,
  ];
}

function allowed({ entitlements, privileged, network }: PlannedBuild): readonly string[] {
  const wanted = new Set(entitlements);
  if (privileged) wanted.add('security.insecure');
  if (network === 'host') wanted.add('network.host');
  return [...wanted];
}

/** `default`, or `id=` with paths of sockets and keys: buildx runs elsewhere than in the project. */
function sshFlag(entry: string, plan: BuildPlan): string {
  const at = entry.indexOf('=');
  if (at < 0) return entry;
  const paths = entry.slice(at + 1).split(',');
  return `${entry.slice(0, at)}=${paths.map(path => inProject(path, plan)).join(',')}`;
}

/** The same for a cache in a folder. */
function cacheFlag(entry: string, plan: BuildPlan): string {
  const fields = entry.split(',');
  if (!fields.includes('type=local')) return entry;
  return fields
    .map(it => {
      const [, key = '', path = ''] = /^(src|dest)=(.+)$/.exec(it) ?? [];
      return path === '' ? it : `${key}=${inProject(path, plan)}`;
    })
    .join(',');
}

function inProject(path: string, { root }: BuildPlan): string {
  const normal = path.replaceAll('\\', '/');
  return isAbsolute(normal) ? path : nativePath(join(root, normal));
}

function secretFlag(secret: PlannedBuild['secrets'][number], settings: BuildSettings): string {
  const source = secretSource(secret, settings);
  // The content of a variable stays in the environment, where buildx finds it.
  const from = secret.source.kind === 'environment' ? `env=${secret.source.variable}` : '';
  return [`id=${secret.id}`, source.kind === 'file' ? `src=${source.path}` : from].map(field).join(',');
}

/** Of comma-separated values. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function contextValue(
  { kind, name, value }: PlannedBuild['namedContexts'][number],
  build: PlannedBuild,
  plan: BuildPlan,
) {
  switch (kind) {
    case 'folder':
      return nativePath(value);
    case 'image':
      return value.startsWith('docker-image://') ? value : `docker-image://${value}`;
    case 'remote':
      return value;
    case 'service': {
      const [tag] = plan.builds.find(it => it.service === value && it.for === build.for)?.tags ?? [];
      if (tag !== undefined) return `docker-image://${tag}`;
      throw new BuildFailed(
        `The context "${name}" is the image of the service ${value}, which is not built here: build it, too`,
        undefined,
      );
    }
  }
}
