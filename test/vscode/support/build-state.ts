// The builds of the extension under test, as they come.
import type { BuildRun } from '../../../client/src/builds/build-run.ts';
import { slipwayApi } from './slipway.ts';
import { eventually } from './workspace.ts';

/** The newest build, as soon as it satisfies `isIt`. */
export async function newestBuild(isIt: (run: BuildRun) => boolean): Promise<BuildRun> {
  const { builds } = await slipwayApi();
  return eventually(
    listener => builds.onDidChange(() => listener(undefined)),
    () => {
      const [run] = builds.runs;
      return run && isIt(run) ? run : undefined;
    },
  );
}
