import type { CommandContribution } from './contribution.ts';

export const filesContributions: readonly CommandContribution[] = [];
