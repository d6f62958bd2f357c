// Paths of a plan as this machine writes them.

/** `c:/a/b` → `c:\a\b`, `file://server/share/a` → `\\server\share\a`; as it is where paths have slashes anyway. */
export function nativePath(path: string, platform: NodeJS.Platform = process.platform): string {
  if (platform !== 'win32') return path;
  return path.replace(/^file:(?=\/\/)/, '').replaceAll('/', '\\');
}
