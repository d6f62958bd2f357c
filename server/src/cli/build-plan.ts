/** `slipway build --plan`: prints what would be built. Builds nothing and writes nothing. */
import { defaultConfig } from '../analysis/config.ts';
import { createAnalyzer } from '../analyzer.ts';
import type { BuildPlan, BuildRequest } from '../build/build-plan.ts';
import { planBuilds } from '../build/plan-builds.ts';
import { shownValue } from '../build/plan-words.ts';
import type { BuildOptions } from './arguments.ts';
import { buildPlanText } from './build-plan-text.ts';
import type { ExitCode, Host } from './host.ts';
import { toCorePath } from './native-path.ts';
import { nodeContextLister } from './node-context-lister.ts';
import { nodeWorkspace } from './node-workspace.ts';
import { plain } from './terminal-text.ts';

export async function buildPlan(options: BuildOptions, host: Host): Promise<ExitCode> {
  const { dialect, format, noColor } = options;
  const workspace = nodeWorkspace();
  const config = { ...defaultConfig, environment: Object.keys(host.environment) };
  const analyzer = createAnalyzer(workspace, config, dialect === undefined ? {} : { override: { dialect } });
  const answer = await planBuilds(requestOf(options, host), {
    workspace,
    lister: nodeContextLister(),
    project: (path, kind) => analyzer.project(path, kind),
  });
  if (answer.kind === 'refused') {
    host.err.write(
      `${host.err.paint({ noColor })('red', 'error')}: ${plain(options.path)}: ${plain(answer.message)}\n`,
    );
    return 2;
  }
  const { plan } = answer;
  const text =
    format === 'json'
      ? `${JSON.stringify(readable(plan), undefined, 2)}\n`
      : buildPlanText(plan, host.out.paint({ noColor }));
  host.out.write(text);
  return isWhole(plan) ? 0 : 1;
}

/** Without values of build arguments that are called secret: what is printed lies in logs of other machines. */
function readable(plan: BuildPlan): BuildPlan {
  const builds = plan.builds.map(build => ({
    ...build,
    arguments: build.arguments.map(it => ({ ...it, value: shownValue(it.name, it.value) })),
  }));
  return { ...plan, builds };
}

function requestOf(options: BuildOptions, { folder, environment }: Host): BuildRequest {
  const { path, platforms, services, target, projectName, tag } = options;
  const args: Record<string, string> = {};
  for (const argument of options.buildArgs) {
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    const value = equals < 0 ? environment[name] : argument.slice(equals + 1);
    if (value !== undefined) args[name] = value;
  }
  return {
    path: toCorePath(path, folder),
    ...{ platforms, environment, arguments: args, contexts: 'walk' },
    ...(services.length > 0 ? { services } : {}),
    ...(target === undefined ? {} : { target }),
    ...(projectName === undefined ? {} : { name: projectName }),
    ...(tag === undefined ? {} : { tag }),
    severalPlatforms: options.oneImage ? 'one-image' : 'suffix',
    multiDockerignore: options.multiDockerignore,
  };
}

/** A service that is only pulled, or of a profile nobody asked for, is nothing to mend. */
function isWhole({ unbuilt, builds }: BuildPlan): boolean {
  const isComplete = unbuilt.every(({ kind }) => kind === 'image-only' || kind === 'inactive');
  return (
    isComplete &&
    builds.every(it => it.dockerfile.template?.variables.every(({ value }) => value !== undefined) ?? true)
  );
}
