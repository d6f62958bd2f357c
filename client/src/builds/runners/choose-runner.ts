// Who carries a plan out: the connected engine, or the builder of buildx that the user selected. Asks when it cannot run
// what the plan runs.
import * as vscode from 'vscode';
import type { BuildPlan } from '../../../../server/src/build/build-plan.ts';
import type { Parts } from '../../commands/command.ts';
import { withLateProgress } from '../../commands/late-progress.ts';
import type { BuildingEngine } from '../../engine/build/platform-support.ts';
import type { BuildOptions, ContainerEngine } from '../../engine/engine.ts';
import { contextOrigin } from '../../engine/reach/docker-contexts.ts';
import { engineEnvironment } from '../../engine/reach/engine-environment.ts';
import { registryCredentials } from '../../engine/registry/registry-credentials.ts';
import type { BuildRunner, ImageBuilder } from '../build-runner.ts';
import { failureOfJob } from '../failure-texts.ts';
import { inOrder } from '../in-order.ts';
import { describeResult } from '../results.ts';
import { resultMemory } from '../results-memory.ts';
import { askEmulation } from './ask-emulation.ts';
import { type BuildxOptions, buildxBuilder } from './buildx-builder.ts';
import {
  answerOf,
  type BuildxBuilder,
  type BuildxProgram,
  findBuildx,
  listBuilders,
  platformsIn,
} from './buildx-program.ts';
import { emulationNotes, machineOf, platformNeeds } from './emulation.ts';
import { engineBuilder } from './engine-builder.ts';
import { beyondEngine, type Describe } from './engine-options.ts';
import { isOneImage, oneImageRunner } from './one-image.ts';
import { askBuilder, selectedBuilder } from './select-builder.ts';

/** Undefined when the user turned away from a question. */
export async function chooseRunner(parts: Parts, plan: BuildPlan): Promise<BuildRunner | undefined> {
  for (;;) {
    const answer = await (selectedBuilder() === '' ? byEngine(parts, plan) : byBuilder(parts, plan, selectedBuilder()));
    switch (answer) {
      case undefined:
        return undefined;
      case 'again':
        break;
      case 'another-builder':
        if (!(await askBuilder(parts))) return undefined;
        break;
      default:
        return answer;
    }
  }
}

type Chosen = BuildRunner | 'again' | 'another-builder' | undefined;

async function byEngine(parts: Parts, plan: BuildPlan): Promise<Chosen> {
  const engine = await parts.engine();
  const mayNeedEmulation = plan.builds.some(({ runs, platform }) => runs && platform !== undefined);
  const machine = mayNeedEmulation ? await machineOf(engine) : undefined;
  if (machine) {
    const builder = `This engine (${machine.architecture})`;
    const answer = await askEmulation(parts, { needs: platformNeeds(plan, machine), builder, engine });
    if (answer !== 'go') return answer;
  }
  const describe = describing(parts, engine, machine);
  const isOne = isOneImage(plan);
  const needsBuildx = isOne || plan.builds.some(it => beyondEngine(it).length > 0);
  const program = needsBuildx ? await buildxOf(parts) : undefined;
  const options = program && { ...program, builder: await ownBuilder(parts), driver: 'docker', engine, describe };
  if (isOne) {
    if (options) return asOneImage({ ...options, output: 'push' });
    throw new Error(
      'One image for several platforms is made by Docker’s buildx, which was not found: install it first.',
    );
  }
  const builder = engineBuilder(engine, {
    ...buildSettings(),
    environment: process.env,
    credentials: credentialsOf(parts),
    describe,
    ...(options === undefined ? {} : { buildx: buildxBuilder({ ...options, output: 'load' }) }),
  });
  return carriedOut(builder);
}

async function byBuilder(parts: Parts, plan: BuildPlan, name: string): Promise<Chosen> {
  const found = await buildxOf(parts);
  if (!found) throw new Error(`The builder ${name} is one of buildx, and docker buildx was not found on this machine.`);
  const { program, environment } = found;
  const builders = await withLateProgress('Asking buildx for its builders', signal =>
    listBuilders(program, { environment, signal }),
  );
  const builder = builders.find(it => it.name === name);
  if (!builder) throw new Error(`There is no builder ${name}: choose another with Slipway: Select Builder….`);
  const machine = machineOfBuilder(builder);
  if (machine) {
    const answer = await askEmulation(parts, { needs: platformNeeds(plan, machine), builder: `The builder ${name}` });
    if (answer !== 'go') return answer;
  }
  const options = { ...found, builder: name, driver: builder.driver } as const;
  if (isOneImage(plan)) return asOneImage({ ...options, output: 'push' });
  const engine = await parts.engine();
  return carriedOut(
    buildxBuilder({ ...options, output: 'load', engine, describe: describing(parts, engine, machine) }),
  );
}

/** What its nodes say; undefined while none of them runs. */
function machineOfBuilder({ platforms }: BuildxBuilder): BuildingEngine | undefined {
  const [operatingSystem, architecture] = platforms[0]?.split('/') ?? [];
  return operatingSystem === undefined || architecture === undefined
    ? undefined
    : { platforms, operatingSystem, architecture };
}

function carriedOut(builder: ImageBuilder): BuildRunner {
  const parallel = vscode.workspace.getConfiguration('slipway.build').get('parallel', 2);
  return inOrder(builder, { parallel, failureOf: failureOfJob });
}

function asOneImage(options: BuildxOptions): BuildRunner {
  const { program, environment, builder } = options;
  return oneImageRunner({
    builder: buildxBuilder(options),
    inOrder: carriedOut,
    async join(name, images, signal) {
      const args = ['imagetools', 'create', '--builder', builder, '--tag', name, ...images];
      await answerOf(program, args, { environment, signal });
    },
    async platformsOf(name, signal) {
      const args = ['imagetools', 'inspect', '--builder', builder, '--raw', name];
      return platformsIn(await answerOf(program, args, { environment, signal }));
    },
  });
}

function buildSettings(): { readonly pull: 'missing' | 'always' } {
  return { pull: vscode.workspace.getConfiguration('slipway.build').get<'missing' | 'always'>('pull', 'missing') };
}

async function buildxOf(parts: Parts): Promise<Pick<BuildxOptions, 'program' | 'environment' | 'pull'> | undefined> {
  if (!vscode.workspace.isTrusted) throw new Error('In Restricted Mode Slipway does not run buildx.');
  const environment = await engineEnvironment(parts.engines, process.env);
  const program: BuildxProgram | undefined = await findBuildx(environment);
  return program && { program, environment, ...buildSettings() };
}

/** What buildx calls the builder of the connected engine: a context by its name, everything else `default`. */
async function ownBuilder({ engines }: Parts): Promise<string> {
  const { name, origin } = await engines.choice();
  return origin === contextOrigin ? name : 'default';
}

function describing(parts: Parts, engine: ContainerEngine, machine: BuildingEngine | undefined): Describe {
  const results = resultMemory(parts.memory);
  return ({ imageId, notes }, build, plan) => {
    const emulated = machine === undefined ? [] : emulationNotes(build, machine);
    return describeResult(engine, imageId, { build, plan, results, notes: [...notes, ...emulated] });
  };
}

/** Asked of Docker's own files for the very registry that a build needs. */
function credentialsOf({ log }: Parts): NonNullable<BuildOptions['credentials']> {
  return async registry => {
    const signal = new AbortController().signal;
    const found = await registryCredentials({ registry, environment: process.env, signal });
    if (found.kind === 'unknown') log.warn(found.problem);
    return found.kind === 'found' ? found.credentials : undefined;
  };
}
