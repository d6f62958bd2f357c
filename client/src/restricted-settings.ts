// What Restricted Mode takes away from the settings the server is told: the programs it would run, and the lenses that build.

/** The section `slipway` as the server shall see it. */
export function withoutPrograms(settings: unknown, trust: 'trusted' | 'restricted'): unknown {
  if (trust === 'trusted') return settings;
  const section = typeof settings === 'object' && settings !== null ? settings : {};
  return { ...section, shellcheck: { enable: 'off' }, build: { codeLens: false } };
}
