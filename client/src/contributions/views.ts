// The views of our activity bar container, and what an empty one says: why it is empty and what can be done about it.
import type { FailureReason } from '../engine/engine-state.ts';
import { type ViewId, viewIds } from '../views/tree-node.ts';
import type { ViewContribution, WelcomeContribution } from './contribution.ts';

export const container = { id: 'slipway', title: 'Slipway', icon: 'media/activity-bar.svg' };

export const views: readonly ViewContribution[] = [
  { id: viewIds.containers, name: 'Containers', icon: 'vm', initialSize: 4 },
  { id: viewIds.images, name: 'Images', icon: 'package', initialSize: 3 },
  { id: viewIds.volumes, name: 'Volumes', icon: 'database', visibility: 'collapsed', initialSize: 2 },
  { id: viewIds.networks, name: 'Networks', icon: 'type-hierarchy', visibility: 'collapsed', initialSize: 2 },
];

const tryAgain = '[Try Again](command:slipway.engine.refresh)';
const selectEngine = '[Select Engine…](command:slipway.engine.select)';
const showLog = '[Show Log](command:slipway.showLog)';

/**
 * Why the engine cannot be reached, and what to do. Few words and the button for it first: the view may be small. Welcome
 * content knows neither code nor emphasis.
 */
interface Advice {
  readonly why: string;
  /** Below the buttons. */
  readonly more?: string;
  /** On which systems it is said. */
  readonly when?: string;
}

const keepsTrying = 'Slipway keeps trying and shows your containers as soon as an engine answers.';

const advice: Readonly<Record<FailureReason, readonly Advice[]>> = {
  'not-running': [
    {
      when: 'isLinux',
      why: 'No container engine answers at the address above. Start it with “sudo systemctl start docker”.',
      more: `Podman: “systemctl --user start podman.socket”. ${keepsTrying}`,
    },
    {
      when: '!isLinux',
      why: 'No container engine answers at the address above. Start Docker Desktop, or the engine that you use instead.',
      more: `OrbStack, Rancher Desktop, Colima and Podman are found, too. ${keepsTrying}`,
    },
  ],
  'permission-denied': [
    {
      when: 'isLinux',
      why: 'You may not use the engine: its socket belongs to another user. Add yourself to the docker group with “sudo usermod -aG docker $USER”, then log out and in again.',
      more: 'Whoever is in that group can do on this machine what root can. Rootless Docker and Podman do not need it.',
    },
    {
      when: '!isLinux',
      why: 'You may not use the engine: its socket or pipe belongs to another user. Add yourself to the group docker-users, then log out and in again.',
    },
  ],
  'host-unknown': [
    {
      why: 'The host of the engine cannot be found. Check its name in the address above, your network and your VPN.',
      more: keepsTrying,
    },
  ],
  tls: [
    {
      why: 'The engine is there, but the secure connection to it failed: a certificate is missing, wrong or out of date.',
      more: 'The log says which. Certificates come from the Docker context, or from the folder that DOCKER_CERT_PATH names.',
    },
  ],
  ssh: [
    {
      why: 'The connection over SSH failed. The log has what ssh said.',
      more: 'It has to work in a terminal without asking for a password, and docker has to be installed on the other side.',
    },
  ],
  incompatible: [
    {
      why: 'What answers at the address above is no container engine that Slipway can talk to.',
      more: 'Slipway needs version 1.41 of the Engine API or later, as Docker has it since 20.10. The log has what was answered.',
    },
  ],
  timeout: [
    {
      why: 'The engine does not answer in time. It may be busy or starting, or the network swallows what is sent to it.',
      more: keepsTrying,
    },
  ],
  other: [{ why: 'The engine cannot be used. The log says why.', more: keepsTrying }],
};

/** The log alone says what exactly was wrong. */
const isInTheLog: readonly string[] = ['tls', 'ssh', 'incompatible', 'other'];

const unreachable = Object.entries(advice).flatMap(([reason, all]) =>
  all.map(({ why, more, when }): WelcomeContribution => {
    const buttons = isInTheLog.includes(reason) ? [showLog, tryAgain, selectEngine] : [tryAgain, selectEngine, showLog];
    return {
      view: viewIds.containers,
      contents: [why, ...buttons, ...(more === undefined ? [] : [more])].join('\n'),
      when: [`slipway:engine == unreachable && slipway:engineFailure == ${reason}`, ...(when ? [when] : [])].join(
        ' && ',
      ),
    };
  }),
);

/** Once is enough of what to do: the views below the containers say in a few words why they are empty. */
const briefly: Readonly<Record<FailureReason, string>> = {
  'not-running': 'No container engine answers.',
  'permission-denied': 'You may not use the container engine.',
  'host-unknown': 'The host of the container engine cannot be found.',
  tls: 'The secure connection to the container engine failed.',
  ssh: 'The connection to the container engine over SSH failed.',
  incompatible: 'What answers is no container engine that Slipway can talk to.',
  timeout: 'The container engine does not answer in time.',
  other: 'The container engine cannot be used.',
};

const unreachableBriefly = views
  .filter(({ id }) => id !== viewIds.containers)
  .flatMap(({ id }) =>
    Object.entries(briefly).map(
      ([reason, why]): WelcomeContribution => ({
        view: id,
        contents: [why, tryAgain, selectEngine].join('\n'),
        when: `slipway:engine == unreachable && slipway:engineFailure == ${reason}`,
      }),
    ),
  );

interface Emptiness {
  readonly view: ViewId;
  /** Set while a filter hides rows. */
  readonly filtered: string;
  readonly clearFilter: string;
  /** Plural. */
  readonly things: string;
  readonly none: string;
}

const emptinesses: readonly Emptiness[] = [
  {
    view: viewIds.containers,
    filtered: 'slipway:containersFiltered',
    clearFilter: 'slipway.containers.clearFilter',
    things: 'containers',
    none: 'This engine has no containers yet.\n[Run an Image…](command:slipway.image.run)\n[Pull an Image…](command:slipway.image.pull)\nA Compose project that is brought up shows here by itself.',
  },
  {
    view: viewIds.images,
    filtered: 'slipway:imagesFiltered',
    clearFilter: 'slipway.images.clearFilter',
    things: 'images',
    none: 'This engine has no images yet.\n[Pull an Image…](command:slipway.image.pull)',
  },
  {
    view: viewIds.volumes,
    filtered: 'slipway:volumesFiltered',
    clearFilter: 'slipway.volumes.clearFilter',
    things: 'volumes',
    none: 'This engine has no volumes.\n[Create a Volume…](command:slipway.volume.create)\nWhat a container writes outside of volumes and bind mounts goes when it is removed.',
  },
  {
    view: viewIds.networks,
    filtered: 'slipway:networksFiltered',
    clearFilter: 'slipway.networks.clearFilter',
    things: 'networks',
    none: 'This engine has no networks.\n[Create a Network…](command:slipway.network.create)',
  },
];

const empty = emptinesses.flatMap(({ view, filtered, clearFilter, things, none }): readonly WelcomeContribution[] => [
  {
    view,
    contents: `In Restricted Mode Slipway does not talk to a container engine, so that there are no ${things} to show.\n[Manage Workspace Trust](command:workbench.trust.manage)`,
    when: 'slipway:engine == restricted',
  },
  {
    view,
    contents: 'Connecting to the container engine…',
    when: '!slipway:engine || slipway:engine == idle || slipway:engine == connecting',
  },
  {
    view,
    contents: none,
    when: `slipway:engine == connected && !${filtered}${view === viewIds.images ? ' && !slipway:danglingHidden' : ''}`,
  },
  {
    view,
    contents: `No ${things} match the filter.\n[Clear Filter](command:${clearFilter})`,
    when: `slipway:engine == connected && ${filtered}`,
  },
]);

const onlyDangling: WelcomeContribution = {
  view: viewIds.images,
  contents:
    'This engine has no image with a tag; dangling ones are hidden.\n[Show Dangling Images](command:slipway.images.showDangling)\n[Pull an Image…](command:slipway.image.pull)',
  when: 'slipway:engine == connected && !slipway:imagesFiltered && slipway:danglingHidden',
};

export const welcomes: readonly WelcomeContribution[] = [...unreachable, ...unreachableBriefly, ...empty, onlyDangling];
