// Names of files in a container as names on this machine. What is one name there may be a whole path here: on Windows a
// backslash divides folders, and a colon leads to other drives.

/** Whether a file of that name can lie in a folder of this machine. */
export function isLocalName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) return false;
  // https://learn.microsoft.com/windows/win32/fileio/naming-a-file
  return platform !== 'win32' || !(noneOfWindows.test(name) || device.test(name));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const noneOfWindows = /[<>:"|?*\\\x00-\x1f]|[. ]$/;
const device = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?$/i;

/** The name itself, or the nearest that can lie in a folder of this machine. */
export function localName(name: string, platform: NodeJS.Platform = process.platform): string {
  if (isLocalName(name, platform)) return name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return `_${name.replaceAll(/[<>:"|?*\\/\x00-\x1f]/g, '_').replaceAll(/[. ]+$/g, '')}`;
}
