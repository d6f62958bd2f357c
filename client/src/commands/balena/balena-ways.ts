// The ways to build that only balena's CLI has, among the devices and platforms one builds for here.
import { type OnePlatformItem, separator } from '../build/build-choices.ts';

export interface WayItem extends OnePlatformItem {
  /** The command that is called in place of a build here. */
  readonly instead?: string;
}

const ways: readonly WayItem[] = [
  {
    label: '$(cloud-upload) Push to Fleet…',
    description: 'balena’s servers build',
    instead: 'slipway.balena.pushToFleet',
  },
  {
    label: '$(circuit-board) Push to Local Device…',
    description: 'a device in local mode builds and runs it',
    instead: 'slipway.balena.pushToDevice',
  },
  {
    label: '$(rocket) Deploy to Fleet…',
    description: 'built here, sent as a release',
    instead: 'slipway.balena.deploy',
  },
  { label: '$(tools) Build by balena’s CLI…', description: 'balena build', instead: 'slipway.balena.build' },
];

/** Behind the way to several, for projects that follow balena's rules. */
export function withBalenaWays(items: readonly OnePlatformItem[], dialect: 'docker' | 'balena'): readonly WayItem[] {
  if (dialect === 'docker') return items;
  const at = items.findIndex(({ choice }) => choice === 'several') + 1;
  return [...items.slice(0, at), separator('with balena’s CLI'), ...ways, ...items.slice(at)];
}
