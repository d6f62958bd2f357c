// Opens what changed since the last build of the same thing: size and layers.
import type { Command } from '../command.ts';
import { jobTarget } from './build-target.ts';
import { comparisonMarkdown } from './comparison-markdown.ts';

export const compareBuilds: Command = {
  id: 'slipway.build.compare',
  async run(parts, ...given) {
    const target = await jobTarget(parts, given, {
      title: 'Compare which build with the one before it?',
      accepts: ({ result }) => result?.before !== undefined,
      none: 'Nothing was built twice yet, so that there is nothing to compare.',
    });
    const { result, id, service } = target?.job ?? {};
    if (!target || !result || id === undefined) return;
    const { before } = result;
    if (!before) throw new Error('This is the first build of it that Slipway knows.');
    await parts.documents.showPage({
      id: `build/${target.run.id}/${id}/comparison`,
      title: `${service} compared.md`,
      language: 'markdown',
      text: async () => comparisonMarkdown(id, result, before, target.job.endedAt ?? Date.now()),
    });
  },
};
