/** How messages name balena's parsers. Each finding names those it speaks for, because users know which one they use. */
import type { BalenaReaders } from '../project/balena-readers.ts';

/** The parsers as the subject of a sentence, with the verb in its third person: `rejects`. */
export function sayParsers({ cli, builder }: BalenaReaders, verb: string): string {
  if (cli && builder) return `balena’s cloud builder and CLI ${verb.replace(/s$/, '')}`;
  return builder ? `balena’s cloud builder (Compose 2.4 schema) ${verb}` : `balena CLI 25 and later ${verb}`;
}

/** Of those that read a file, the parsers that do something; undefined when none of them does. */
export function whichOf(
  readers: BalenaReaders,
  does: { readonly cli: boolean; readonly builder: boolean },
): BalenaReaders | undefined {
  const cli = readers.cli && does.cli;
  const builder = readers.builder && does.builder;
  return cli || builder ? { cli, builder } : undefined;
}
