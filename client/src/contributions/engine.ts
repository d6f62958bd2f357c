import type { CommandContribution } from './contribution.ts';

export const engineContributions: readonly CommandContribution[] = [];
