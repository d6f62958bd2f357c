/**
 * The fields of a Compose file of which some part of balena makes something else than Docker, found in one pass that the
 * rules about rejected, ignored and refused fields share. Each place of the text is listed once, however many services
 * reach it through an anchor.
 */
import { type ComposeFieldFate, type FieldPlace, fieldFates } from '../catalog/balena-compose-fields.ts';
import type { ComposeFile } from '../syntax/compose/compose-file.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../syntax/yaml/node.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import { removeEntry } from '../syntax/yaml/yaml-edits.ts';
import { rememberLast } from '../text/remember.ts';
import type { Fix } from './rule.ts';

export interface FieldUse {
  readonly place: FieldPlace;
  readonly name: string;
  readonly entry: YamlEntry;
  /** What it stands in. */
  readonly mapping: YamlMapping;
  readonly builder: ComposeFieldFate['builder'];
  /** `accepts` also for a value that says nothing, such as `false`, which that parser does not see. */
  readonly cli: ComposeFieldFate['cli'];
  /** `uses` also for such a value: nothing is lost. */
  readonly device: ComposeFieldFate['device'];
  readonly instead: string | undefined;
}

const services = fieldFates('service');
const extension: ComposeFieldFate = { builder: 'rejects', cli: 'accepts', device: 'uses' };

/** In the order in which services have them. */
export const fieldUses = rememberLast(
  ({ root, services: all, networks, volumes }: ComposeFile): readonly FieldUse[] => {
    const uses: FieldUse[] = [];
    const seen = new Set<number>();
    const add = (place: FieldPlace, mapping: YamlMapping, entry: YamlEntry, fate: ComposeFieldFate): void => {
      const { start } = entry.key.span;
      if (seen.has(start) || entry.value.tag === '!reset') return;
      seen.add(start);
      const name = entry.key.source;
      const isNothing = saysNothing(entry.value, name);
      const { builder, instead } = fate;
      const cli = isNothing ? 'accepts' : fate.cli;
      const device = isNothing ? 'uses' : fate.device;
      uses.push({ place, name, entry, mapping, builder, cli, device, instead });
    };
    const inside = (place: FieldPlace, mapping: YamlNode | undefined): void => {
      if (mapping?.kind !== 'mapping') return;
      const fates = fieldFates(place);
      for (const entry of mapping.entries) {
        const name = entry.key.source;
        const fate = fates.get(name) ?? (name.startsWith('x-') && takesNoExtensions(place) ? extension : undefined);
        if (fate) add(place, mapping, entry, fate);
      }
    };
    const insideEach = (place: FieldPlace, node: YamlNode): void => {
      if (node.kind === 'mapping') for (const { value } of node.entries) inside(place, value);
      else if (node.kind === 'sequence') for (const item of node.items) inside(place, item);
    };

    inside('top-level', root);
    for (const { mapping } of all) {
      if (!mapping) continue;
      for (const entry of mapping.entries) {
        const fate = services.get(entry.key.source);
        if (fate) add('service', mapping, entry, fate);
        switch (entry.key.source) {
          case 'build':
          case 'healthcheck':
            inside(entry.key.source, entry.value);
            break;
          case 'networks':
            insideEach('attachment', entry.value);
            break;
          case 'depends_on':
            insideEach('depends_on', entry.value);
            break;
          case 'ports':
            insideEach('port', entry.value);
            break;
        }
      }
    }
    for (const { mapping } of networks) inside('network', mapping);
    for (const { mapping } of volumes) inside('volume', mapping);
    return uses;
  },
);

/** Where the builder takes no `x-` keys either. */
function takesNoExtensions(place: FieldPlace): boolean {
  return place === 'build' || place === 'healthcheck' || place === 'attachment' || place === 'depends_on';
}

/** What compose-go keeps even when it is empty. */
const structures = new Set(['blkio_config', 'credential_spec', 'deploy', 'develop', 'logging']);

/** Values that compose-go leaves out when it hands the file on. */
function saysNothing(node: YamlNode, name: string): boolean {
  if (node.kind === 'sequence') return node.items.length === 0;
  if (node.kind === 'mapping') return node.entries.length === 0 && !structures.has(name);
  const { value } = node;
  return value === null || value === '' || (value === false && name !== 'attach') || (value === 0 && name !== 'scale');
}

/** Deletes the entry; none where others share it, or where a merge key would put another in its place. */
export function deleteField(file: ComposeFile, { mapping, entry, name }: FieldUse): readonly Fix[] {
  const isMergedToo = mapping.pairs.some(({ key, value }) => key.source === '<<' && holdsKey(value, name));
  const edits = isMergedToo || isShared(file.yaml, entry.value) ? undefined : removeEntry(file.yaml, mapping, entry);
  return edits ? [{ title: `Delete "${name}"`, safety: 'suggestion', edits }] : [];
}

function holdsKey(merged: YamlNode, name: string): boolean {
  if (merged.kind === 'sequence') return merged.items.some(it => holdsKey(it, name));
  return merged.kind === 'mapping' && merged.entry(name) !== undefined;
}
