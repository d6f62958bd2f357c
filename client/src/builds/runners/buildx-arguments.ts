// The command line of `buildx build` for one image of a plan, as a list of arguments that no shell sees.
import type { BuildPlan, PlannedBuild } from '../../../../server/src/build/build-plan.ts';
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
    ...all('--ssh', build.ssh),
    ...build.namedContexts.flatMap(it => ['--build-context', `${it.name}=${contextValue(it, build, plan)}`]),
    ...all('--cache-from', build.cacheFrom),
    ...all('--cache-to', build.cacheTo),
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
