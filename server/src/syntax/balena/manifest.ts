/**
 * `balena.yml` at the root of a project: the contract of a fleet or a block. A file of that name can be anything (a CI
 * workflow, say); `isContract` tells.
 */

import type { TextValue } from '../compose/compose-file.ts';
import { textOf, textsOf, valueAt } from '../compose/text-value.ts';
import { parseYaml } from '../yaml/document.ts';
import type { YamlFile, YamlMapping } from '../yaml/node.ts';

export interface Manifest {
  readonly yaml: YamlFile;
  readonly root: YamlMapping | undefined;
  /** `type` is one of balena's (`sw.application`, `sw.block` …), or there is `data` with device types. */
  readonly isContract: boolean;
  readonly type: TextValue | undefined;
  readonly name: TextValue | undefined;
  readonly version: TextValue | undefined;
  /** A slug as written; whether it is known is a rule's question. */
  readonly defaultDeviceType: TextValue | undefined;
  readonly supportedDeviceTypes: readonly TextValue[];
}

export function parseManifest(text: string): Manifest {
  const yaml = parseYaml(text);
  const node = yaml.documents[0]?.root;
  const root = node?.kind === 'mapping' ? node : undefined;
  const dataNode = valueAt(root, 'data');
  const data = dataNode?.kind === 'mapping' ? dataNode : undefined;
  const type = textOf(valueAt(root, 'type'));
  const defaultDeviceType = textOf(valueAt(data, 'defaultDeviceType'));
  const supportedDeviceTypes = textsOf(valueAt(data, 'supportedDeviceTypes'));
  return {
    yaml,
    root,
    isContract:
      type?.value.startsWith('sw.') === true || defaultDeviceType !== undefined || supportedDeviceTypes.length > 0,
    type,
    name: textOf(valueAt(root, 'name')),
    version: textOf(valueAt(root, 'version')),
    defaultDeviceType,
    supportedDeviceTypes,
  };
}
