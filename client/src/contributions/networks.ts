import type { CommandContribution } from './contribution.ts';

export const networksContributions: readonly CommandContribution[] = [];
