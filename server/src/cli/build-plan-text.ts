/** The plan of a build for a terminal. */
import type { BuildPlan, PlannedBuild } from '../build/build-plan.ts';
import { argumentSources, shown, shownValue } from '../build/plan-words.ts';
import { byteSize } from '../text/byte-size.ts';
import { type Paint, plain } from './terminal-text.ts';

export function buildPlanText(plan: BuildPlan, paint: Paint): string {
  const lines: string[] = [];
  const row = (name: string, value: string): void => void lines.push(`  ${name.padEnd(11)} ${plain(value)}`);
  for (const build of plan.builds) {
    const platform = build.platform === undefined ? '' : ` for ${build.platform}`;
    const device = plan.platforms.find(({ id }) => id === build.for)?.device;
    lines.push(`${paint('bold', plain(build.service))}${plain(platform)}${device ? ` (${plain(device.slug)})` : ''}`);
    for (const [name, value] of rowsOf(build, plan)) row(name, value);
    for (const warning of build.warnings) lines.push(`  ${paint('yellow', 'warning')}     ${plain(warning)}`);
    lines.push('');
  }
  for (const { service, for: platform, because } of plan.unbuilt) {
    const where = platform === undefined ? '' : ` for ${platform}`;
    lines.push(`${paint('bold', plain(service))}${plain(where)}: not built. ${plain(because)}.`);
  }
  if (plan.unbuilt.length > 0) lines.push('');
  for (const warning of plan.warnings) lines.push(`${paint('yellow', 'warning')}: ${plain(warning)}`);
  if (plan.steps.length > 1) {
    lines.push('Order:');
    for (const [i, step] of plan.steps.entries()) lines.push(`  ${i + 1}. ${plain(step.join(', '))}`);
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function rowsOf(build: PlannedBuild, { root, contexts }: BuildPlan): readonly (readonly [string, string])[] {
  const { dockerfile, target } = build;
  const context = contexts.find(({ id }) => id === build.context);
  const { contents, ignoreFile } = context ?? {};
  const rows: (readonly [string, string])[] = [];
  rows.push(['Dockerfile', `${dockerfile.path === undefined ? 'in the Compose file' : shown(dockerfile.path, root)}`]);
  rows.push(['', `${dockerfile.because}.`]);
  for (const { name, value } of dockerfile.template?.variables ?? []) rows.push(['', `%%${name}%% = ${value ?? '?'}`]);
  if (target) {
    const stages = build.stages.map(({ index, name }) => name ?? String(index)).join(', ');
    rows.push(['stage', `${target.name ?? target.index} (needs ${stages})`]);
  }
  if (contents) {
    const bytes = contents.bytes === undefined ? '' : `, ${byteSize(contents.bytes)}`;
    const ignored = ignoreFile ? `, ignores what ${shown(ignoreFile.path, root)} says` : '';
    rows.push(['context', `${build.context}: ${contents.files} files${bytes}${ignored}`]);
    if (contents.incomplete !== undefined) rows.push(['', `not all: ${contents.incomplete}`]);
  }
  for (const { name, value, from, isDeclared } of build.arguments)
    rows.push([
      'argument',
      `${name}=${shownValue(name, value)} (${argumentSources[from]}${isDeclared ? '' : '; declared nowhere'})`,
    ]);
  for (const name of build.openArguments) rows.push(['argument', `${name}: nobody sets it`]);
  for (const { id, source } of build.secrets)
    rows.push(['secret', `${id}${source.kind === 'file' ? ` from ${shown(source.path, root)}` : ''}`]);
  for (const { reference, written, platform } of build.baseImages)
    rows.push(['image', `${reference ?? `${written} (not known)`}${platform === undefined ? '' : ` for ${platform}`}`]);
  rows.push(['result', build.tags.join(', ')]);
  if (build.after.length > 0) rows.push(['after', build.after.map(({ service }) => service).join(', ')]);
  return rows;
}
