// The plan of a build as a document to read: what is built, from which file and why, with what, and what is not known.
import type {
  BuildArgument,
  BuildPlan,
  NeededImage,
  PlannedBuild,
  PlannedContext,
} from '../../../../server/src/build/build-plan.ts';
import { argumentSources, isSecretName, shown } from '../../../../server/src/build/plan-words.ts';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import { code, fence, table, text } from '../../documents/markdown-text.ts';
import { type BuildingEngine, platformSupport } from '../../engine/build/platform-support.ts';

/** `machine` is the connected engine, for what it can run; absent where none is connected. */
export function buildPlanMarkdown(plan: BuildPlan, machine?: BuildingEngine): string {
  const sections = [head(plan), overview(plan), unbuilt(plan), ...plan.builds.map(it => build(it, plan, machine))];
  sections.push(...plan.contexts.map(it => context(it, plan)));
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

function head(plan: BuildPlan): string {
  const { name, dialect, dialectReason, composeFiles, root, warnings } = plan;
  const why = dialectReason === undefined ? '' : ` (${text(dialectReason)})`;
  const lines = [`# Build plan of ${text(name)}`, ''];
  lines.push(dialect === 'balena' ? `By balena’s rules${why}.` : 'By Docker’s rules.');
  if (composeFiles.length > 0)
    lines.push(`Compose files: ${composeFiles.map(it => code(shown(it, root))).join(', ')}.`);
  lines.push('Nothing has been built; this is made from the files alone.');
  for (const warning of warnings) lines.push('', `> ⚠ ${text(warning)}`);
  return lines.join('\n');
}

function overview({ builds, platforms, root, contexts, steps }: BuildPlan): string {
  if (builds.length === 0) return '';
  const rows = builds.map(({ service, platform, for: id, dockerfile, target, context, tags }) => {
    const device = platforms.find(it => it.id === id)?.device;
    const { contents } = contexts.find(it => it.id === context) ?? {};
    const size = contents?.bytes === undefined ? '' : `, ${byteSize(contents.bytes)}`;
    const amount = contents ? ` (${count(contents.files, 'file')}${size})` : '';
    return [
      text(service),
      device ? `${text(device.name)}, ${text(platform ?? '')}` : text(platform ?? 'the builder’s own'),
      dockerfile.path === undefined ? 'in the Compose file' : code(shown(dockerfile.path, root)),
      target ? code(target.name ?? String(target.index)) : '',
      `${code(context)}${amount}`,
      tags.map(code).join(' '),
    ];
  });
  const parts = [table(['Service', 'For', 'Dockerfile', 'Stage', 'Context', 'Result'], rows)];
  if (steps.length > 1) {
    parts.push('Order:', steps.map((step, i) => `${i + 1}. ${step.map(text).join(', ')}`).join('\n'));
  }
  return parts.join('\n\n');
}

function unbuilt({ unbuilt: all }: BuildPlan): string {
  if (all.length === 0) return '';
  const rows = all.map(
    ({ service, for: id, because }) =>
      `- **${text(service)}**${id === undefined ? '' : ` for ${text(id)}`}: ${text(because)}.`,
  );
  return ['## Not built', '', ...rows].join('\n');
}

function build(it: PlannedBuild, plan: BuildPlan, machine: BuildingEngine | undefined): string {
  const { root } = plan;
  const { dockerfile } = it;
  const lines = [`## ${text(it.id)}`, ''];
  for (const warning of it.warnings) lines.push(`> ⚠ ${text(warning)}`, '');
  const file = dockerfile.path === undefined ? 'The Dockerfile' : code(shown(dockerfile.path, root));
  lines.push(`${file}: ${text(lowerFirst(dockerfile.because))}.`);
  if (dockerfile.candidates.length > 1) {
    const states = { chosen: '✓ built', 'passed-over': 'passed over', missing: 'not there' } as const;
    const rows = dockerfile.candidates.map(({ path, state }) => `${code(shown(path, root))} ${states[state]}`);
    lines.push(`Looked for, best first: ${rows.join(', ')}.`);
  }
  if (it.stages.length > 1)
    lines.push(`Stages it needs: ${it.stages.map(({ index, name }) => code(name ?? String(index))).join(', ')}.`);
  lines.push(it.runs ? `Programs of the image are run while it is built.${how(it, machine)}` : nothingRuns);
  const variables = dockerfile.template?.variables ?? [];
  if (variables.length > 0) {
    const rows = variables.map(({ name, value }) => [
      code(`%%${name}%%`),
      value === undefined ? '**not known**' : code(value),
    ]);
    lines.push('', table(['Template variable', 'Value'], rows));
  }
  if (it.arguments.length + it.openArguments.length > 0) {
    const open = it.openArguments.map(name => [code(name), '', 'nobody sets it, and it has no default']);
    lines.push('', table(['Build argument', 'Value', 'From'], [...it.arguments.map(argument), ...open]));
  }
  if (it.baseImages.length > 0) lines.push('', table(['Image', 'For', 'Needed by'], it.baseImages.map(image)));
  const others = rest(it, root);
  if (others.length > 0) lines.push('', ...others);
  if (dockerfile.text !== undefined) lines.push('', 'What is built:', '', fence(dockerfile.text, 'dockerfile'));
  return lines.join('\n');
}

const nothingRuns = 'No program of the image is run while it is built.';

/** With a blank in front; empty where nothing is known. */
function how({ platform }: PlannedBuild, machine: BuildingEngine | undefined): string {
  if (machine === undefined || platform === undefined) return '';
  const { kind, advice } = platformSupport(platform, machine);
  switch (kind) {
    case 'native':
    case 'compatible':
      return ' The connected engine runs them by itself.';
    case 'emulated':
      return ' On the connected engine QEMU emulates them, several times slower than on a device.';
    case 'missing':
    case 'unknown':
      return ` **${text(advice)}**`;
  }
}

function argument({ name, value, from, isDeclared }: BuildArgument): readonly string[] {
  const shownValue = isSecretName(name) ? '(hidden)' : value === '' ? '(empty)' : code(value);
  return [
    code(name),
    shownValue,
    `${argumentSources[from]}${isDeclared ? '' : '; the Dockerfile does not declare it'}`,
  ];
}

function image({ reference, written, platform, stage, use, builtBy }: NeededImage): readonly string[] {
  const name = reference === undefined ? `${code(written)} (not known)` : code(reference);
  const of = use === 'from' ? 'stage' : 'files for stage';
  const where = platform === 'builder' ? 'the builder itself' : text(platform ?? '');
  return [
    builtBy === undefined ? name : `${name}, built by ${text(builtBy)}`,
    where,
    `${of} ${code(stage.name ?? String(stage.index))}`,
  ];
}

/** What few builds have, a line each. */
function rest(it: PlannedBuild, root: string): readonly string[] {
  const lines: string[] = [];
  const list = (label: string, values: readonly string[]): void => {
    if (values.length > 0) lines.push(`- ${label}: ${values.map(code).join(', ')}`);
  };
  for (const { id, source } of it.secrets) {
    const from =
      source.kind === 'file'
        ? `the file ${code(shown(source.path, root))}${source.isThere ? '' : ', which is not there'}`
        : source.kind === 'environment'
          ? `the variable ${code(source.variable)}`
          : `nowhere: ${text(source.because)}`;
    lines.push(`- Secret ${code(id)} from ${from}`);
  }
  for (const { name, kind, value } of it.namedContexts)
    lines.push(`- Named context ${code(name)}: ${kind} ${code(kind === 'folder' ? shown(value, root) : value)}`);
  list('SSH', it.ssh);
  list('Cache from', it.cacheFrom);
  list('Cache to', it.cacheTo);
  list(
    'Labels',
    Object.entries(it.labels).map(([name, value]) => `${name}=${value}`),
  );
  list('Hosts', it.extraHosts);
  list('Entitlements', it.entitlements);
  if (it.network !== undefined) list('Network', [it.network]);
  if (it.shmSize !== undefined) list('Shared memory', [it.shmSize]);
  if (it.noCache) lines.push('- Without cache');
  if (it.pull) lines.push('- Base images are pulled anew');
  if (it.privileged) lines.push('- Privileged');
  for (const { service, because } of it.after) {
    const why = {
      'named-context': 'uses its image as a context',
      'base-image': 'is built on its image',
      'depends-on': 'starts after it',
    };
    lines.push(`- After ${text(service)}: ${why[because]}`);
  }
  return lines;
}

function context({ id, folder, ignoreFile, builtIn, contents }: PlannedContext, { root }: BuildPlan): string {
  const lines = [`## Context ${code(id)}`, '', `Folder ${code(shown(folder, root))}.`];
  if (contents) {
    const { files, bytes, links, ignored, incomplete } = contents;
    const size = bytes === undefined ? '' : `, ${byteSize(bytes)}`;
    const more = links === 0 ? '' : `, ${count(links, 'symbolic link')} sent as such`;
    lines.push(`${count(files, 'file')}${size}${more}; ${count(ignored, 'entry', 'entries')} left out.`);
    if (incomplete !== undefined) lines.push('', `> ⚠ Not all was counted: ${text(incomplete)}.`);
  }
  if (ignoreFile)
    lines.push('', `${code(shown(ignoreFile.path, root))} leaves out:`, '', fence(ignoreFile.patterns.join('\n')));
  else lines.push('No .dockerignore counts here.');
  if (builtIn.length > 0) lines.push('', `The builder adds ${builtIn.map(code).join(', ')}.`);
  if (contents && contents.largest.length > 0)
    lines.push(
      '',
      table(
        ['Largest files', 'Size'],
        contents.largest.map(({ path, bytes }) => [code(path), byteSize(bytes)]),
      ),
    );
  return lines.join('\n');
}

function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount.toLocaleString('en')} ${amount === 1 ? one : many}`;
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
