// Which rows a filter leaves: those in which each of its words occurs somewhere.

export type Filter = (texts: () => readonly string[]) => boolean;

/** Upper and lower case are the same. The texts of a row are only put together when there is a filter. */
export function filterOf(text: string): Filter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter(word => word !== '');
  if (words.length === 0) return () => true;
  return texts => {
    const all = texts().join('\n').toLowerCase();
    return words.every(word => all.includes(word));
  };
}

/** Labels as a filter finds them. */
export function labelTexts(labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
