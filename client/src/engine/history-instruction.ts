// An instruction as somebody wrote it, from what a builder left of it in the history of an image.

export interface BuilderWords {
  readonly createdBy: string;
  readonly comment: string;
}

/**
 * `RUN apk add curl` from what a builder left of it. The classic builder wrote `/bin/sh -c #(nop) CMD ["sh"]` for what
 * runs nothing and the bare `/bin/sh -c …` for RUN; BuildKit writes instructions, with `# buildkit` behind them.
 */
export function instructionOf({ createdBy, comment }: BuilderWords): string {
  const bare = createdBy
    .replace(/\s+# buildkit\s*$/, '')
    .replaceAll('\t', ' ')
    .trim();
  if (bare === '') return comment.trim() === '' ? '(nothing told)' : `(${comment.trim()})`;
  const [word = '', rest = ''] = bare.startsWith('RUN ') ? ['RUN ', bare.slice('RUN '.length)] : ['', bare];
  const shell = shellInFront.exec(rest);
  if (!shell) return bare;
  const command = rest.slice(shell[0].length).trim();
  if (word === '' && command.startsWith(nothingRun))
    return command
      .slice(nothingRun.length)
      .trim()
      .replace(/^(ADD|COPY) (?:file|dir|multi):(\S+) in /, addedAs);
  return `RUN ${command}`;
}

/** With build arguments before it: `|2 A=1 B=2 /bin/sh -c `. */
const shellInFront = /^(?:\|\d+ .*? )?\/bin\/(?:ba|a)?sh(?: -\w+(?: pipefail)?)*? -c /s;
/** The classic builder's mark of what is no RUN. */
const nothingRun = '#(nop)';

function addedAs(_all: string, instruction: string, what: string): string {
  return `${instruction} ${what.slice(0, 12)}… `;
}
