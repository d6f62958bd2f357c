// Which version of the Docker API a connection speaks: the newest that both sides know.

/** What the tests are run against, newest and oldest. */
export const knownVersions = { newest: '1.51', oldest: '1.40' } as const;

export type Negotiated =
  | { readonly kind: 'agreed'; readonly api: string }
  /** `why` goes on after "The engine at …". */
  | { readonly kind: 'refused'; readonly why: string };

/** `offered` as in the answer to GET /version; `least` is absent on engines before API 1.25. */
export function negotiate(offered: string, least: string | undefined): Negotiated {
  const { newest, oldest } = knownVersions;
  if (least !== undefined && isBefore(newest, least))
    return {
      kind: 'refused',
      why: `speaks Docker API ${least} and newer, Slipway only up to ${newest}: update Slipway, or select another engine`,
    };
  if (isBefore(offered, oldest))
    return {
      kind: 'refused',
      why: `speaks Docker API up to ${offered}, Slipway from ${oldest} on: update the engine to Docker 19.03 or newer, or select another engine`,
    };
  return { kind: 'agreed', api: isBefore(offered, newest) ? offered : newest };
}

export function isApiVersion(text: unknown): text is string {
  return typeof text === 'string' && /^\d+\.\d+$/.test(text);
}

function isBefore(a: string, b: string): boolean {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor < bMajor || (aMajor === bMajor && aMinor < bMinor);
}
