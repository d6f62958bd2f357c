/**
 * Every reason we know why a service is run privileged, how it shows in its files, and which smaller grant does instead.
 * Order is the order of grants in a fix, so the one that carries most stands first.
 */
import type { PrivilegeNeed } from './privilege-need.ts';
import { busNeeds } from './privilege-needs/buses.ts';
import { mediaNeeds } from './privilege-needs/media.ts';
import { networkNeeds } from './privilege-needs/network.ts';
import { peripheralNeeds } from './privilege-needs/peripherals.ts';
import { radioNeeds } from './privilege-needs/radio.ts';
import { storageNeeds } from './privilege-needs/storage.ts';
import { systemNeeds } from './privilege-needs/system.ts';

export const privilegeNeeds: readonly PrivilegeNeed[] = [
  ...systemNeeds,
  ...storageNeeds,
  ...radioNeeds,
  ...networkNeeds,
  ...busNeeds,
  ...mediaNeeds,
  ...peripheralNeeds,
];

const byId = new Map(privilegeNeeds.map(need => [need.id, need]));

/** The need of this id; undefined when there is none. */
export function privilegeNeed(id: string): PrivilegeNeed | undefined {
  return byId.get(id);
}
