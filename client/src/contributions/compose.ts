import type { CommandContribution } from './contribution.ts';

export const composeContributions: readonly CommandContribution[] = [];
