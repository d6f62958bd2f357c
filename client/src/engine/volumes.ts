// What can be done to a volume.

export interface Volumes {
  create(options: {
    readonly name?: string;
    readonly driver?: string;
    readonly labels?: Readonly<Record<string, string>>;
  }): Promise<{ readonly name: string }>;
  inspect(name: string): Promise<Readonly<Record<string, unknown>>>;
  remove(name: string): Promise<void>;
}
