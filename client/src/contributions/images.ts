import type { CommandContribution } from './contribution.ts';

export const imagesContributions: readonly CommandContribution[] = [];
