/** Plans of a few services, as short as the tests of builds need them. */
import type { BuildPlan, PlannedBuild, Precondition } from '../../../server/src/build/build-plan.ts';

export interface ServiceOf {
  readonly service: string;
  readonly for?: string;
  readonly platform?: string;
  readonly needs?: readonly string[];
  readonly startsAfter?: readonly string[];
  readonly tags?: readonly string[];
}

/** In the order given, each service a step of its own unless `steps` says otherwise. */
export function aPlan(services: readonly ServiceOf[], steps?: readonly (readonly string[])[]): BuildPlan {
  const builds = services.map(aBuild);
  return {
    name: 'shop',
    root: '/shop',
    dialect: 'docker',
    composeFiles: ['/shop/compose.yaml'],
    platforms: [...new Set(builds.map(it => it.for))].map(id => ({ id })),
    builds,
    unbuilt: [],
    contexts: [{ id: '.', folder: '/shop', builtIn: [] }],
    steps: steps ?? builds.map(({ id }) => [id]),
    warnings: [],
  };
}

export function aBuild({ service, platform, needs = [], startsAfter = [], tags, ...more }: ServiceOf): PlannedBuild {
  const id = more.for ?? 'default';
  const after = [
    ...needs.map((it): Precondition => ({ service: it, because: 'base-image' })),
    ...startsAfter.map((it): Precondition => ({ service: it, because: 'depends-on' })),
  ];
  return {
    ...{ id: `${service}@${id}`, service, for: id, context: '.', stages: [{ index: 0 }], runs: true, after },
    ...(platform === undefined ? {} : { platform }),
    dockerfile: { path: `/shop/${service}/Dockerfile`, candidates: [], because: 'It is the only one' },
    ...{ arguments: [], openArguments: [], secrets: [], ssh: [], namedContexts: [], baseImages: [] },
    ...{ cacheFrom: [], cacheTo: [], labels: {}, extraHosts: [], entitlements: [], warnings: [] },
    tags: tags ?? [`shop-${service}`],
  };
}
