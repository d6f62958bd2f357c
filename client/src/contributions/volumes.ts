import type { CommandContribution } from './contribution.ts';

export const volumesContributions: readonly CommandContribution[] = [];
