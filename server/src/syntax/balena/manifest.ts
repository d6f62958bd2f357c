/**
 * `balena.yml` at the root of a project: the contract of a fleet or block. Other files of that name (build settings in
 * `.balena/`, a workflow) read as manifests without contract.
 */
import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/span.ts';
import { parseYaml } from '../yaml/document.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode, YamlProblemCode } from '../yaml/node.ts';

export interface Manifest {
  readonly yaml: YamlFile;
  /** Undefined when the file is empty or no mapping. */
  readonly root: YamlMapping | undefined;
  /** Whether it says to be one of balena's contracts: a `type` of the `sw.` family, or `data` with device types. */
  readonly isContract: boolean;
  readonly problems: readonly Problem<YamlProblemCode>[];
  readonly type: ManifestText | undefined;
  readonly name: ManifestText | undefined;
  readonly description: ManifestText | undefined;
  readonly version: ManifestText | undefined;
  /** `data.defaultDeviceType`. */
  readonly defaultDeviceType: ManifestText | undefined;
  /** `data.supportedDeviceTypes`: its key, for messages about the whole list. */
  readonly supportedDeviceTypesEntry: YamlEntry | undefined;
  readonly supportedDeviceTypes: readonly ManifestText[];
}

/** A scalar as text. A number (`version: 1.2`) is taken as written. */
export interface ManifestText {
  readonly value: string;
  /** With its quotes. */
  readonly span: Span;
  readonly node: YamlNode;
}

export function parseManifest(text: string): Manifest {
  const yaml = parseYaml(text);
  const document = yaml.documents[0]?.root;
  const root = document?.kind === 'mapping' ? document : undefined;
  const data = mappingOf(root?.entry('data')?.value);
  const type = textOf(root?.entry('type')?.value);
  const supportedDeviceTypesEntry = data?.entry('supportedDeviceTypes');
  const list = supportedDeviceTypesEntry?.value;
  const defaultDeviceType = textOf(data?.entry('defaultDeviceType')?.value);
  return {
    yaml,
    root,
    isContract: type?.value.startsWith('sw.') === true || defaultDeviceType !== undefined || list !== undefined,
    problems: yaml.problems,
    type,
    name: textOf(root?.entry('name')?.value),
    description: textOf(root?.entry('description')?.value),
    version: textOf(root?.entry('version')?.value),
    defaultDeviceType,
    supportedDeviceTypesEntry,
    supportedDeviceTypes: (list?.kind === 'sequence' ? list.items : []).map(textOf).filter(item => item !== undefined),
  };
}

function mappingOf(node: YamlNode | undefined): YamlMapping | undefined {
  return node?.kind === 'mapping' ? node : undefined;
}

function textOf(node: YamlNode | undefined): ManifestText | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return { value: node.source, span: node.span, node };
}
