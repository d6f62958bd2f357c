// The views of our activity bar container, and what an empty one says: why it is empty and what can be done about it.
import type { FailureReason } from '../engine/engine-state.ts';
import { type ViewId, viewIds } from '../views/tree-node.ts';
import type { ViewContribution, WelcomeContribution } from './contribution.ts';

export const container = { id: 'slipway', title: 'Slipway', icon: 'media/activity-bar.svg' };

export const views: readonly ViewContribution[] = [
  { id: viewIds.containers, name: 'Containers', icon: 'vm' },
  { id: viewIds.images, name: 'Images', icon: 'package' },
  { id: viewIds.volumes, name: 'Volumes', icon: 'database', visibility: 'collapsed' },
  { id: viewIds.networks, name: 'Networks', icon: 'type-hierarchy', visibility: 'collapsed' },
];

const tryAgain = '[Try Again](command:slipway.engine.refresh)';
const selectEngine = '[Select Engine…](command:slipway.engine.select)';
const showLog = '[Show Log](command:slipway.showLog)';
const buttons = [tryAgain, selectEngine, showLog].join('\n');

/** Why the engine cannot be reached, what to do, and on which systems the text is shown. */
interface Advice {
  readonly text: string;
  readonly when?: string;
}

const keepsTrying = 'Slipway keeps trying and shows your containers as soon as an engine answers.';

const advice: Readonly<Record<FailureReason, readonly Advice[]>> = {
  'not-running': [
    {
      when: 'isLinux',
      text: `No container engine listens at the address above. It may not be running, or not be installed.\nStart Docker with \`sudo systemctl start docker\`, or Podman with \`systemctl --user start podman.socket\`. ${keepsTrying}`,
    },
    {
      when: '!isLinux',
      text: `No container engine listens at the address above. It may not be running, or not be installed.\nStart Docker Desktop, or the engine you use instead: OrbStack, Rancher Desktop, Colima, Podman. ${keepsTrying}`,
    },
  ],
  'permission-denied': [
    {
      when: 'isLinux',
      text: 'You may not use the engine at the address above: its socket belongs to another user.\nAdd yourself to the docker group with `sudo usermod -aG docker $USER`, then log out and in again. Whoever is in that group can do on this machine what root can; rootless Docker and Podman do not need it.',
    },
    {
      when: '!isLinux',
      text: 'You may not use the engine at the address above: its socket or pipe belongs to another user.\nAsk the one who set the engine up, or add yourself to the group docker-users, then log out and in again.',
    },
  ],
  'host-unknown': [
    {
      text: 'The host of the engine cannot be found.\nCheck the name in the address above, your network and your VPN, or pick another engine.',
    },
  ],
  tls: [
    {
      text: 'The engine is there, but the secure connection to it failed: a certificate is missing, wrong or out of date.\nThe log says which. Mend the certificates of the Docker context or in `DOCKER_CERT_PATH`, or pick another engine.',
    },
  ],
  ssh: [
    {
      text: 'The connection over SSH failed.\nThe log has what `ssh` said. Check that `ssh` to the address above works in a terminal without asking for a password, and that `docker` is installed there.',
    },
  ],
  incompatible: [
    {
      text: 'What answers at the address above is no container engine that Slipway can talk to.\nSlipway speaks version 1.41 of the Engine API and later, as Docker does since 20.10 and Podman since 4. The log has what was answered.',
    },
  ],
  timeout: [
    {
      text: `The engine does not answer in time.\nIt may be busy or starting, or the network may swallow what is sent to it. ${keepsTrying}`,
    },
  ],
  other: [
    {
      text: 'The engine cannot be used.\nThe log says why; the other views here say it in a sentence.',
    },
  ],
};

const unreachable = Object.entries(advice).flatMap(([reason, all]) =>
  all.map(
    ({ text, when }): WelcomeContribution => ({
      view: viewIds.containers,
      contents: `${text}\n${buttons}`,
      when: [`slipway:engine == unreachable && slipway:engineFailure == ${reason}`, ...(when ? [when] : [])].join(
        ' && ',
      ),
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
    none: 'This engine has no volumes. What containers write outside of volumes and bind mounts goes when they are removed.\n[Create a Volume…](command:slipway.volume.create)',
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

export const welcomes: readonly WelcomeContribution[] = [...unreachable, ...empty, onlyDangling];
