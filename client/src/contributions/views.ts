// The views of our activity bar container, and what an empty one says.
import { viewIds } from '../views/tree-node.ts';
import type { ViewContribution, WelcomeContribution } from './contribution.ts';

export const container = { id: 'slipway', title: 'Slipway', icon: 'media/activity-bar.svg' };

export const views: readonly ViewContribution[] = [
  { id: viewIds.containers, name: 'Containers', icon: 'vm' },
  { id: viewIds.images, name: 'Images', icon: 'package' },
  { id: viewIds.volumes, name: 'Volumes', icon: 'database', visibility: 'collapsed' },
  { id: viewIds.networks, name: 'Networks', icon: 'type-hierarchy', visibility: 'collapsed' },
];

export const welcomes: readonly WelcomeContribution[] = [];
