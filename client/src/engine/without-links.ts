// Words from elsewhere in a message to the user. VS Code makes links of `[text](address)` there, even such as run commands.

/** The text, in which nothing is a link. */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}
