/**
 * What a Compose project wires together, as data: the model of the topology picture. Everything has an id that stays the
 * same while its name does, the place it is written at, and the words that explain it.
 */
import type { Span } from '../../text/span.ts';

export interface Topology {
  /** The folder's name, or the project's where one is written. */
  readonly name: string;
  readonly host: TopologyHost;
  /** In order of first definition. */
  readonly services: readonly TopologyService[];
  /** Those some service is in, in order of first use. */
  readonly networks: readonly TopologyNetwork[];
  /** Named volumes that are used or declared. */
  readonly volumes: readonly TopologyVolume[];
  /** Where the host can be reached from outside. */
  readonly ports: readonly TopologyPort[];
  readonly edges: readonly TopologyEdge[];
  /** What the picture does not show, and why; a sentence each. */
  readonly notices: readonly string[];
}

/** What is around it all. */
export interface TopologyHost {
  readonly kind: 'host' | 'device';
  readonly name: string;
}

export interface Place {
  readonly path: string;
  readonly span: Span;
}

export type Severity = 'error' | 'warning' | 'hint';

export interface TopologyFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
}

export interface TopologyPart {
  readonly id: string;
  readonly name: string;
  /** Undefined for what no file says, such as the default network. */
  readonly place: Place | undefined;
  /** Explains it: what is written first, then what that means. */
  readonly words: readonly string[];
  readonly findings: readonly TopologyFinding[];
}

export interface TopologyService extends TopologyPart {
  readonly runs:
    | { readonly kind: 'image'; readonly text: string }
    | { readonly kind: 'build'; readonly text: string }
    | { readonly kind: 'nothing' };
  /** All of its definition, where it is defined first. */
  readonly extent: Place | undefined;
  /** The id of the network whose area it stands in. */
  readonly home: string;
  /** Ids of the other networks it is in. */
  readonly alsoIn: readonly string[];
  /** False while none of its profiles is switched on. */
  readonly isActive: boolean;
  /** Names of the services this one stands for; undefined where it is one. */
  readonly group: readonly string[] | undefined;
  readonly details: readonly TopologyDetail[];
}

/** A fact of a service that is shown with it. */
export interface TopologyDetail extends TopologyPart {
  readonly kind: DetailKind;
  /** It gives the service power over its host. */
  readonly isRisky: boolean;
}

export type DetailKind =
  | 'privileged'
  | 'capability'
  | 'dropped-capability'
  | 'profile'
  | 'scale'
  | 'balena-label'
  | 'exposed-port'
  | 'bind-mount'
  | 'volume'
  | 'anonymous-volume'
  | 'tmpfs'
  | 'device'
  | 'external-link';

export interface TopologyNetwork extends TopologyPart {
  /** `bridge`: one of the project's own; `engine-bridge`: the one all containers of the engine may use. */
  readonly kind: 'bridge' | 'engine-bridge' | 'host' | 'none' | 'of-container';
  readonly isDefault: boolean;
  readonly isInternal: boolean;
  readonly isExternal: boolean;
}

export interface TopologyVolume extends TopologyPart {
  readonly isExternal: boolean;
}

export interface TopologyPort extends TopologyPart {
  /** `all`: every port that services in the host's network listen on. */
  readonly kind: 'published' | 'all';
  /** Undefined where every address counts. */
  readonly address: string | undefined;
  /** Undefined where the engine takes a free one. */
  readonly hostPort: string | undefined;
  readonly containerPort: string | undefined;
  readonly protocol: string;
}

export interface TopologyEdge extends TopologyPart {
  readonly kind: 'publishes' | 'depends-on' | 'link' | 'mount' | 'shares-network' | 'joins';
  readonly from: string;
  readonly to: string;
  /** Of depends-on: `service_healthy` and its like. */
  readonly condition: string | undefined;
}
