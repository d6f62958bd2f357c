// What can be done to a network.

export interface Networks {
  create(options: CreateNetwork): Promise<{ readonly id: string }>;
  inspect(id: string): Promise<Readonly<Record<string, unknown>>>;
  /** `endpoint` is the engine's own JSON: `Aliases`, `IPAMConfig`. */
  connect(id: string, containerId: string, endpoint?: Readonly<Record<string, unknown>>): Promise<void>;
  disconnect(id: string, containerId: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface CreateNetwork {
  readonly name: string;
  /** `bridge` when absent. */
  readonly driver?: string;
  readonly isInternal: boolean;
  /** Such as `10.5.0.0/24`; the engine chooses one when absent. */
  readonly subnet?: string;
  /** Of the host in that subnet. */
  readonly gateway?: string;
  readonly labels?: Readonly<Record<string, string>>;
}
