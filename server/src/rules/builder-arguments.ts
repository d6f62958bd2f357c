/** Build arguments that need no ARG. https://docs.docker.com/reference/dockerfile/#predefined-args */

/** Arguments the builder itself looks at, whether or not a stage declares or uses them. */
export function isForTheBuilder(name: string): boolean {
  return /^BUILDKIT_|^SOURCE_DATE_EPOCH$/.test(name) || /^(?:https?|ftp|no|all)_proxy$/i.test(name);
}
