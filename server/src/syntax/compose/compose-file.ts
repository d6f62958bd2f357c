/**
 * A Compose file as its services and resources: typed, lazy views over the YAML nodes. A view is made when it is asked
 * for; a value of the wrong type is simply absent here (the schema rules speak about it). Short and long forms give the
 * same view, so that rules need not know which was written.
 */
import type { Span } from '../../text/span.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../yaml/node.ts';
import type { InterpolatedText } from './interpolation.ts';

export interface ComposeFile {
  readonly yaml: YamlFile;
  /** The top-level mapping of the first document; undefined when the file is empty or is no mapping. */
  readonly root: YamlMapping | undefined;
  /** Those of all documents, in order: Compose lays each one over the documents before. */
  readonly roots: readonly YamlMapping[];
  readonly version: YamlEntry | undefined;
  readonly projectName: TextValue | undefined;
  /** Of all documents; a service that a later document lays over is there twice. The same holds for resources. */
  readonly services: readonly Service[];
  readonly volumes: readonly Resource[];
  readonly networks: readonly Resource[];
  readonly secrets: readonly Resource[];
  readonly configs: readonly Resource[];
  readonly models: readonly Resource[];
  /** The items of `include`, short and long form. */
  readonly includes: readonly Include[];
  /** Whether any service has the key, merged ones included; asked by rules before they look at each service. */
  hasServiceKey(name: string): boolean;
  /** Its first definition. */
  service(name: string): Service | undefined;
}

/** A scalar read as text, with its interpolation. */
export interface TextValue {
  readonly node: YamlScalar;
  readonly span: Span;
  /** As YAML gives it, `${…}` included. */
  readonly value: string;
  /** No `$` expression in it; then `value` is what Compose uses. */
  readonly isLiteral: boolean;
  readonly parts: InterpolatedText;
  /** The value with all defaults filled in; undefined when a variable without default is in it. */
  readonly known: string | undefined;
}

/** A top-level volume, network, secret, config or model. */
export interface Resource {
  readonly name: string;
  readonly nameSpan: Span;
  readonly entry: YamlEntry;
  readonly mapping: YamlMapping | undefined;
  readonly isExternal: boolean;
}

export interface Include {
  readonly span: Span;
  /** The included file, then those that are laid over it. */
  readonly paths: readonly TextValue[];
  /** What relative paths of the included files start from; undefined: the folder of the first of them. */
  readonly projectDirectory: TextValue | undefined;
  readonly envFiles: readonly TextValue[];
}

export interface Service {
  readonly name: string;
  readonly nameSpan: Span;
  /** The pair `name: {…}` under `services`. */
  readonly entry: YamlEntry;
  /** The service's own mapping; undefined when it is empty or of another type. */
  readonly mapping: YamlMapping | undefined;
  /** Any key as written. */
  key(name: string): YamlEntry | undefined;
  /** The key's scalar as text; undefined when absent or no scalar. */
  text(name: string): TextValue | undefined;
  /** The key's list of scalars (a single scalar counts as a list of one). */
  list(name: string): readonly TextValue[];
  readonly image: TextValue | undefined;
  readonly build: Build | undefined;
  readonly extends:
    | { readonly span: Span; readonly service: TextValue | undefined; readonly file: TextValue | undefined }
    | undefined;
  readonly networkMode: TextValue | undefined;
  /** `privileged: true` (boolean or the text “true”). */
  readonly isPrivileged: boolean;
  readonly ports: readonly Port[];
  readonly expose: readonly ExposedPort[];
  readonly mounts: readonly Mount[];
  readonly tmpfs: readonly TextValue[];
  readonly devices: readonly Device[];
  readonly capAdd: readonly TextValue[];
  readonly capDrop: readonly TextValue[];
  readonly securityOpt: readonly TextValue[];
  readonly environment: readonly KeyValue[];
  readonly labels: readonly KeyValue[];
  readonly dependsOn: readonly Dependency[];
  readonly links: readonly TextValue[];
  readonly envFiles: readonly EnvFile[];
  /** `command` and `entrypoint` in either form; undefined when absent or null. */
  readonly command: CommandLine | undefined;
  readonly entrypoint: CommandLine | undefined;
  readonly profiles: readonly TextValue[];
}

export interface Build {
  readonly entry: YamlEntry;
  /** Undefined when the long form has no context (then it is `.`). */
  readonly context: TextValue | undefined;
  readonly dockerfile: TextValue | undefined;
  readonly dockerfileInline: TextValue | undefined;
  readonly target: TextValue | undefined;
  readonly args: readonly KeyValue[];
  readonly additionalContexts: readonly KeyValue[];
  /** The long form's mapping; undefined for the short form. */
  readonly mapping: YamlMapping | undefined;
}

/** `KEY=value`, `KEY: value` or `KEY` alone. */
export interface KeyValue {
  readonly span: Span;
  readonly key: string;
  readonly keySpan: Span;
  /** Undefined when only the key is given; the list form's value is a part of its item. */
  readonly value:
    | { readonly span: Span; readonly text: string; readonly isLiteral: boolean; readonly known: string | undefined }
    | undefined;
}

/** One entry of `ports`. Numbers are undefined when they come from variables without default or do not parse. */
export interface Port {
  readonly node: YamlNode;
  readonly span: Span;
  readonly isLong: boolean;
  /** The text of a short entry. */
  readonly text: TextValue | undefined;
  readonly hostIp: string | undefined;
  /** Undefined when no host port is given: the engine takes a free one. */
  readonly published: PortRange | undefined;
  readonly target: PortRange | undefined;
  readonly targetSpan: Span | undefined;
  readonly protocol: string;
  /** False when a part is not knowable. */
  readonly isKnown: boolean;
  /** The short entry parses, or the long one has a usable target. */
  readonly isValid: boolean;
}

export interface PortRange {
  readonly from: number;
  /** Equal to `from` for a single port. */
  readonly to: number;
}

/** One entry of `expose`. */
export interface ExposedPort {
  readonly node: YamlScalar;
  readonly span: Span;
  readonly text: TextValue;
  readonly range: PortRange | undefined;
  readonly protocol: string;
  /** Written as a mapping (`8080:80`), which `expose` does not take: the host part. */
  readonly hostPart: Span | undefined;
  /** The span of the container part of a mapping, or of the whole. */
  readonly portSpan: Span;
}

export type MountKind = 'named-volume' | 'bind-mount' | 'anonymous-volume' | 'tmpfs' | 'other';

/** One entry of `volumes`. */
export interface Mount {
  readonly node: YamlNode;
  readonly span: Span;
  readonly isLong: boolean;
  /** By Compose's rules: a source starting with `.`, `/`, `~` or a Windows drive is a path. `other`: npipe, cluster, image, or unknowable. */
  readonly kind: MountKind;
  /** Undefined for anonymous volumes and tmpfs. */
  readonly source: { readonly text: string; readonly span: Span; readonly known: string | undefined } | undefined;
  readonly target: { readonly text: string; readonly span: Span; readonly known: string | undefined } | undefined;
  /** The options of a short entry (`ro`, `z`, …), as written. */
  readonly mode: { readonly text: string; readonly span: Span } | undefined;
  readonly isReadOnly: boolean;
}

/** One entry of `devices`. */
export interface Device {
  readonly node: YamlNode;
  readonly span: Span;
  /** The host side; a CDI name (`vendor.com/gpu=all`) as it is. */
  readonly source: string;
  readonly target: string | undefined;
  readonly permissions: string | undefined;
  readonly isLiteral: boolean;
}

export interface Dependency {
  readonly span: Span;
  readonly name: string;
  readonly nameSpan: Span;
  /** `service_started` for the list form. */
  readonly condition: string;
  readonly conditionSpan: Span | undefined;
  readonly isRequired: boolean;
}

export interface EnvFile {
  readonly span: Span;
  readonly path: TextValue;
  readonly isRequired: boolean;
}

export type CommandLine =
  | { readonly form: 'shell'; readonly span: Span; readonly text: TextValue }
  | { readonly form: 'exec'; readonly span: Span; readonly words: readonly TextValue[]; readonly node: YamlSequence };
