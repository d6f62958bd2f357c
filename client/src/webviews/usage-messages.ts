// What the usage panel is told: the words spoken between it and the extension, and nothing else, because both import this.

/** How long the panel looks back, in milliseconds. */
export const usageWindowMs = 5 * 60_000;

/** What a container used at one moment. Rates are undefined where there is nothing to reckon them from. */
export interface UsagePoint {
  /** Milliseconds since 1970, by the engine's clock. */
  readonly at: number;
  /** Percent of one processor: 200 is two of them. */
  readonly cpuPercent?: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes; of the machine when the container has no limit of its own. 0 when the engine does not tell. */
  readonly memoryLimit: number;
  readonly processes: number;
  /** Bytes a second. */
  readonly received?: number;
  readonly sent?: number;
  readonly blockRead?: number;
  readonly blockWritten?: number;
  /** Nothing is known of the time between this point and the one before: they are not to be joined. */
  readonly isAfterGap?: true;
}

export interface ContainerUsage {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Why nothing comes at the moment, for the user; absent while points come. */
  readonly note?: string;
  /** Oldest first. */
  readonly points: readonly UsagePoint[];
}

/** Which containers a panel is about. */
export interface UsageSubject {
  readonly containers: readonly Pick<ContainerUsage, 'id' | 'name' | 'image'>[];
  /** Address of the engine they are of; absent until one was connected. */
  readonly host?: string;
}

/** What a panel keeps for a reload of the window. */
export interface UsagePanelState extends UsageSubject {
  /** By container: what can still be shown when the engine no longer knows it. Fewer than were drawn, oldest first. */
  readonly points: Readonly<Record<string, readonly UsagePoint[]>>;
}

export type UsageMessage =
  /** To be remembered. */
  | { readonly kind: 'subject'; readonly subject: UsageSubject }
  /** Everything, first of all. */
  | { readonly kind: 'all'; readonly containers: readonly ContainerUsage[] }
  | { readonly kind: 'point'; readonly id: string; readonly point: UsagePoint }
  /** Its name or note is another one now. */
  | { readonly kind: 'container'; readonly container: Omit<ContainerUsage, 'points'> };
