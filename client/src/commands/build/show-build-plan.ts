// Opens the plan of a build as a document: what would be built for a device, and why. Builds nothing.
import type { BuildPlanParams } from '../../../../server/src/lsp/custom-requests.ts';
import { machineOf } from '../../builds/runners/emulation.ts';
import type { BuildingEngine } from '../../engine/build/platform-support.ts';
import type { Command, Parts } from '../command.ts';
import { buildFileOf, planOf, targetsOf } from './ask-server.ts';
import { buildPlanMarkdown } from './build-plan-markdown.ts';
import { pickServices, pickSeveralPlatforms } from './pick-build.ts';

const title = 'Slipway: Show Build Plan';

export const showBuildPlan: Command = {
  id: 'slipway.showBuildPlan',
  async run(parts, given) {
    const uri = await buildFileOf(given);
    if (!uri) return;
    const targets = await targetsOf(parts, uri);
    const isDocker = targets.dialect === 'docker' && targets.devices.length === 0;
    // Nothing picked is the builder's own platform, where Docker's rules hold.
    const placeHolder = isDocker
      ? 'Build for which platforms? None: that of the builder itself'
      : 'Build for which devices or platforms?';
    const platforms = await pickSeveralPlatforms(parts, { title, targets, placeHolder });
    const services = platforms && (await pickServices(targets, title));
    if (!platforms || !services) return;
    const params: BuildPlanParams = {
      ...{ uri: uri.toString(), platforms, contexts: 'walk' },
      ...(services.length > 0 ? { services } : {}),
    };
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    await parts.documents.showPage({
      id: `build-plan/${uri.toString()}`,
      title: `Build plan of ${name}.md`,
      language: 'markdown',
      text: async () => buildPlanMarkdown(await planOf(parts, params), await connectedMachine(parts)),
    });
  },
};

/** What the engine can run, where one is connected anyway: for a plan alone none is connected to. */
async function connectedMachine({ store, engine }: Parts): Promise<BuildingEngine | undefined> {
  if (store.state.connection.kind !== 'connected') return undefined;
  return engine()
    .then(it => machineOf(it))
    .catch(() => undefined);
}
