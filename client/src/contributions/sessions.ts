import type { CommandContribution } from './contribution.ts';

export const sessionsContributions: readonly CommandContribution[] = [];
