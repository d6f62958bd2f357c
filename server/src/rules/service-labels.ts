/** The labels of services that are meant for balena's Supervisor. */
import { currentLabelName, isLabelOn } from '../catalog/balena-labels.ts';
import type { ComposeFile, KeyValue, Service } from '../syntax/compose/compose-file.ts';
import type { YamlEntry } from '../syntax/yaml/node.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import { rememberLast } from '../text/remember.ts';
import type { Addition } from './grants.ts';

export interface BalenaLabelUse {
  readonly service: Service;
  readonly label: KeyValue;
  /** In today's spelling, whatever is written. */
  readonly name: string;
  /** The key `labels` of the service. */
  readonly entry: YamlEntry;
}

/** Labels that begin with `io.balena.` or `io.resin.`, each place of the text once. */
export const balenaLabelUses = rememberLast((file: ComposeFile): readonly BalenaLabelUse[] => {
  const uses: BalenaLabelUse[] = [];
  const seen = new Set<number>();
  for (const service of file.services) {
    const entry = service.key('labels');
    if (!entry) continue;
    for (const label of service.labels) {
      if (!isForBalena(label.key) || seen.has(label.keySpan.start)) continue;
      seen.add(label.keySpan.start);
      uses.push({ service, label, name: currentLabelName(label.key), entry });
    }
  }
  return uses;
});

function isForBalena(key: string): boolean {
  return key.startsWith('io.balena.') || key.startsWith('io.resin.');
}

/** Whether one of the definitions switches the feature (`dbus`) on. */
export function hasFeature(definitions: readonly { readonly service: Service }[], feature: string): boolean {
  const name = `io.balena.features.${feature}`;
  return definitions.some(({ service }) =>
    service.labels.some(
      ({ key, value }) =>
        key.endsWith(feature) &&
        currentLabelName(key) === name &&
        (value?.known === undefined || isLabelOn(value.known)),
    ),
  );
}

/** False where a change of the labels would change those of other services too. */
export function areOwn(file: ComposeFile, { entry }: BalenaLabelUse): boolean {
  return !entry.isMerged && !isShared(file.yaml, entry.value);
}

/** The label that switches the feature on, to be added to a service. */
export function featureAddition(feature: string): Addition {
  const name = `io.balena.features.${feature}`;
  return { key: 'labels', name, value: '1', need: feature, why: 'is a feature of the host', isGuess: false };
}
