// A network as the engine lists it (`GET /networks`) or describes it, made into a row.
import type { NetworkRow } from '../engine-state.ts';

export interface ListedNetwork {
  readonly Id: string;
  readonly Name?: string;
  readonly Driver?: string;
  readonly Scope?: string;
  readonly Internal?: boolean;
  readonly IPAM?: {
    readonly Config?: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null;
  } | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export function networkRow({ Id, Name, Driver, Scope, Internal, IPAM, Labels }: ListedNetwork): NetworkRow {
  const pools = IPAM?.Config ?? [];
  return {
    id: Id,
    name: Name ?? '',
    driver: Driver ?? '',
    scope: Scope ?? 'local',
    isInternal: Internal === true,
    subnets: pools.flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
    gateways: pools.flatMap(({ Gateway }) => (Gateway ? [Gateway] : [])),
    labels: Labels ?? {},
  };
}
