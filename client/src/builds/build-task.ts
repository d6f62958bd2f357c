// What a task of the type `slipway` in tasks.json says, as data. Free of `vscode`.
import { join } from '../../../server/src/text/path.ts';
import { isRegistryName, type PartialWish } from './build-wish.ts';

export const taskType = 'slipway';

export interface BuildTask extends PartialWish {
  /** Of a Dockerfile, a Compose file or a folder, from the workspace folder; that folder itself when empty. */
  readonly path: string;
}

/** A sentence for the user where something is not as it should be. */
export type BuildTaskAnswer =
  | { readonly kind: 'task'; readonly task: BuildTask }
  | { readonly kind: 'wrong'; readonly message: string };

/** `device` is one word or several; `platform` is another name for it. */
export function buildTask(definition: Readonly<Record<string, unknown>>): BuildTaskAnswer {
  const { path = '', device, platform, services, target, tag, arguments: values } = definition;
  const { severalPlatforms = 'suffix', registry = '' } = definition;
  if (typeof path !== 'string') return wrong('path', 'the path of a file or folder');
  const devices = words(device ?? platform ?? []);
  if (!devices) return wrong('device', 'a device type or platform, or a list of them');
  const names = words(services ?? []);
  if (!names) return wrong('services', 'a list of names');
  if (target !== undefined && typeof target !== 'string') return wrong('target', 'the name of a stage');
  if (tag !== undefined && typeof tag !== 'string') return wrong('tag', 'a text');
  if (values !== undefined && !isTexts(values)) return wrong('arguments', 'an object of texts');
  if (severalPlatforms !== 'suffix' && severalPlatforms !== 'one-image')
    return wrong('severalPlatforms', '"suffix" or "one-image"');
  if (typeof registry !== 'string' || !isRegistryName(registry))
    return wrong('registry', 'a registry and perhaps a namespace in lower case, such as registry.example:5000/team');
  return {
    kind: 'task',
    task: {
      ...{ path, platforms: devices },
      ...(names.length > 0 ? { services: names } : {}),
      ...(target === undefined || target === '' ? {} : { target }),
      ...(tag === undefined || tag === '' ? {} : { tag }),
      ...(values === undefined ? {} : { arguments: values }),
      ...(severalPlatforms === 'one-image' ? { severalPlatforms } : {}),
      ...(registry === '' ? {} : { registry }),
    },
  };
}

/** Where the task's path leads to; `folder` is the path of the workspace folder, as an URI has it. */
export function taskPath(folder: string, { path }: Pick<BuildTask, 'path'>): string {
  const normal = path.replaceAll('\\', '/');
  if (/^(?:\/|[a-zA-Z]:\/)/.test(normal)) return normal.startsWith('/') ? normal : `/${normal}`;
  return normal === '' || normal === '.' ? folder : join(folder, normal);
}

/** What the task is called in lists: `Dockerfile for raspberrypi4-64`. */
export function taskName({ path, platforms = [], services = [], target }: BuildTask): string {
  const what = [path === '' ? 'build' : path, ...(target === undefined ? [] : [`stage ${target}`]), ...services];
  return `${what.join(', ')}${platforms.length > 0 ? ` for ${platforms.join(', ')}` : ''}`;
}

function wrong(property: string, should: string): BuildTaskAnswer {
  return { kind: 'wrong', message: `"${property}" of this task has to be ${should}. Mend it in tasks.json.` };
}

function words(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) && value.every(it => typeof it === 'string') ? value : undefined;
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(it => typeof it === 'string')
  );
}
