// The list that is shown before a device run starts: what can be done, then what will be applied, then what cannot be so.
import type { QuickPickItem } from 'vscode';
import type { DeviceNote, DeviceRun } from '../../../server/src/build/device-run.ts';
import type { StartedService } from './carry-out.ts';
import { allRights, imageWords, notesOf, type RunFacts, rightsWords, serviceLine, supportWords } from './run-words.ts';

export interface PreviewItem extends QuickPickItem {
  /** Absent for what is there to be read. */
  readonly does?: 'start' | 'start-safely' | 'build' | 'document' | 'other';
}

/** More would be a wall; the document has all. */
const mostNotes = 6;

/** What Enter takes gives nothing over the machine, and takes nothing away: where it would, it asks (`…`). */
export function previewItems(run: DeviceRun, facts: RunFacts): readonly PreviewItem[] {
  // What is so for every project stands in the document alone, unless it means that nothing would run.
  const notes = notesOf(run).filter(
    ({ kind, service }) => kind !== 'ignored' && (service !== undefined || kind === 'refused'),
  );
  const more = notesOf(run).length - Math.min(notes.length, mostNotes);
  return [
    ...startItems(run, facts),
    {
      label: '$(list-tree) Show All That Is Applied',
      does: 'document',
      ...(more > 0 ? { detail: `with ${more} more remarks on what is not as on a device` } : {}),
    },
    { label: '$(circuit-board) For Another Device…', does: 'other' },
    separator('what is started'),
    ...emulation(run, facts),
    ...run.services.map(service => ({
      label: service.service,
      description: imageWords(service, facts.images),
      detail: serviceLine(service, run),
    })),
    ...(notes.length > 0 ? [separator('not as on a device')] : []),
    ...notes.slice(0, mostNotes).map(noteItem),
  ];
}

/** Empty when there was none. */
function replacedWords(containers: number): string {
  if (containers === 0) return '';
  return `asks before it replaces the ${containers === 1 ? 'container' : `${containers} containers`} of the run before`;
}

function startItems(run: DeviceRun, { images, support, replaces }: RunFacts): readonly PreviewItem[] {
  const builtServices = new Set(run.services.filter(it => it.image.origin === 'built').map(it => it.service));
  const unbuilt = images.filter(it => it.kind !== 'found' && builtServices.has(it.service));
  if (unbuilt.length > 0) {
    const names = unbuilt.map(({ service }) => service).join(', ');
    const other = unbuilt.find(it => it.kind === 'other-platform');
    const why =
      other?.kind === 'other-platform' ? `${names}: ${lowerFirst(other.message)}` : `${names} is not built yet`;
    return [{ label: '$(tools) Build First, Then Run', detail: why, does: 'build' }];
  }
  const anyway = support?.kind === 'missing' ? ' Anyway' : '';
  const replaced = replacedWords(replaces.length);
  const dots = replaces.length > 0 ? '…' : '';
  const detail = (...words: readonly string[]) => {
    const all = words.filter(it => it !== '').join('; ');
    return all === '' ? {} : { detail: all };
  };
  if (allRights(run, 'with') === '')
    return [{ label: `$(play) Start${anyway}${dots}`, does: 'start', ...detail(replaced) }];
  return [
    {
      label: `$(play) Start${anyway} Without Rights over This Machine${dots}`,
      does: 'start-safely',
      ...detail(allRights(run, 'without'), replaced),
    },
    {
      label: `$(warning) Start${anyway} with All Rights It Has on the Device${dots}`,
      does: 'start',
      ...detail(allRights(run, 'with'), replaced),
    },
  ];
}

function emulation({ for: { platform } }: DeviceRun, { support }: RunFacts): readonly PreviewItem[] {
  const words = support && platform !== undefined ? supportWords(support, platform) : undefined;
  return words === undefined ? [] : [{ label: `$(info) ${words}` }];
}

/** What it is about above what is so: one line has not room for both. */
function noteItem({ service, text }: DeviceNote): PreviewItem {
  const at = text.indexOf(': ');
  const about = at > 0 && at < 60 ? text.slice(0, at) : undefined;
  const label = [service, about].filter(Boolean).join(': ');
  if (label === '') return { label: upperFirst(text) };
  return { label, detail: upperFirst(about === undefined ? text : text.slice(at + 2)) };
}

/** `/dev/i2c-1 for main`; empty when nothing was missing. */
export function missingWords(started: readonly StartedService[]): string {
  return started
    .filter(({ missing }) => missing.length > 0)
    .map(({ service, missing }) => `${rightsWords(missing)} for ${service}`)
    .join('; ');
}

function separator(label: string): PreviewItem {
  // vscode.QuickPickItemKind.Separator, by value so that this list can be made outside VS Code.
  return { label, kind: -1 };
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
