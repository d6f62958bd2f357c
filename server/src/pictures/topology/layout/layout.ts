/** Where everything of a topology stands, in pixels from the top left corner of the picture. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface TopologyLayout {
  readonly width: number;
  readonly height: number;
  readonly host: Box;
  /** Networks around services. */
  readonly areas: readonly PlacedArea[];
  readonly cards: readonly PlacedCard[];
  /** Ports on the edge of the host. */
  readonly ports: readonly PlacedNode[];
  readonly volumes: readonly PlacedNode[];
  /** Networks whose services all stand in other areas. */
  readonly hubs: readonly PlacedNode[];
  readonly lines: readonly PlacedLine[];
}

export interface PlacedNode {
  readonly id: string;
  readonly box: Box;
  /** As much of its name as there is room for. */
  readonly text: string;
}

export interface PlacedArea extends PlacedNode {
  /** Behind the name: `internal`, `external`. */
  readonly note: string;
}

export interface PlacedCard extends PlacedNode {
  readonly subtitle: string;
  /** From the corner of the picture as everything. */
  readonly items: readonly PlacedItem[];
}

export interface PlacedItem {
  /** Of a detail, or of a network the service is in as well; undefined for `+3`. */
  readonly id: string | undefined;
  readonly look: 'chip' | 'row';
  readonly icon: string | undefined;
  readonly text: string;
  readonly box: Box;
}

export interface PlacedLine {
  readonly id: string;
  /** At least two, from its start to its end. */
  readonly points: readonly Point[];
}
