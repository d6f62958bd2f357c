import type { CommandContribution } from './contribution.ts';

export const containersContributions: readonly CommandContribution[] = [];
