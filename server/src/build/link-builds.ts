/** What the builds of a plan need of each other: whose image another is built on, and what starts after what. */
import type { PlannedBuild, Precondition } from './build-plan.ts';
import { familiarName } from './image-names.ts';

/** @param dependsOn by service, what it starts after */
export function linkBuilds(
  builds: readonly PlannedBuild[],
  dependsOn: ReadonlyMap<string, readonly string[]>,
): readonly PlannedBuild[] {
  const services = new Set(builds.map(({ service }) => service));
  const byImage = new Map<string, string>();
  for (const { service, for: platform, tags } of builds) {
    for (const tag of tags) byImage.set(`${platform}|${familiarName(tag)}`, service);
    // The end that tells platforms apart is ours: Dockerfiles name the image without it.
    for (const tag of tags) byImage.set(`${platform}|${familiarName(withoutEnd(tag, platform))}`, service);
  }
  return builds.map(build => {
    const after = new Map<string, Precondition>();
    const add = (service: string, because: Precondition['because']): void => {
      if (service !== build.service && services.has(service) && !after.has(service))
        after.set(service, { service, because });
    };
    for (const { kind, value } of build.namedContexts) if (kind === 'service') add(value, 'named-context');
    const builtBy = (image: string | undefined): string | undefined => {
      const service = image === undefined ? undefined : byImage.get(`${build.for}|${familiarName(image)}`);
      return service === build.service ? undefined : service;
    };
    const baseImages = build.baseImages.map(image => {
      const service = builtBy(image.reference);
      if (service !== undefined) add(service, 'base-image');
      return service === undefined ? image : { ...image, builtBy: service };
    });
    for (const { kind, value } of build.namedContexts) {
      const service = kind === 'image' ? builtBy(value) : undefined;
      if (service !== undefined) add(service, 'base-image');
    }
    for (const service of dependsOn.get(build.service) ?? []) add(service, 'depends-on');
    return { ...build, baseImages, after: [...after.values()] };
  });
}

function withoutEnd(tag: string, platform: string): string {
  if (tag.endsWith(`-${platform}`)) return tag.slice(0, -1 - platform.length);
  return tag.endsWith(`:${platform}`) ? tag.slice(0, -1 - platform.length) : tag;
}
