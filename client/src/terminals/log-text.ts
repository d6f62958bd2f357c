// The last of a log as one text, for a document: bounded, without the colours of a terminal, saying what was left out.
import { lineReader } from '../engine/logs/log-lines.ts';
import type { Sessions } from '../engine/sessions.ts';
import { textOf } from './log-painter.ts';
import { plain } from './terminal-text.ts';

export interface LogTextLimits {
  readonly lines: number;
  readonly bytes: number;
}

const usualLimits: LogTextLimits = { lines: 100_000, bytes: 8 * 1024 * 1024 };

export async function logText(
  sessions: Pick<Sessions, 'logs'>,
  id: string,
  signal: AbortSignal,
  limits: LogTextLimits = usualLimits,
): Promise<string> {
  const reader = lineReader();
  let lines: string[] = [];
  let bytes = 0;
  let isCut = false;
  const add = (more: ReturnType<typeof reader.read>) => {
    for (const line of more) {
      lines.push(plain(textOf(line.bytes)));
      bytes += line.bytes.length + 1;
    }
    // Cut seldom, so that long logs take no more than linear time.
    if (bytes > 2 * limits.bytes || lines.length > 2 * limits.lines) cut();
  };
  const cut = () => {
    let first = Math.max(0, lines.length - limits.lines);
    let kept = 0;
    for (let i = lines.length - 1; i >= first; i--) {
      kept += (lines[i]?.length ?? 0) + 1;
      if (kept > limits.bytes) first = i + 1;
    }
    if (first === 0) return;
    isCut = true;
    lines = lines.slice(first);
    bytes = kept;
  };
  // One more than is shown tells whether there are more.
  const options = { follow: false, timestamps: true, tail: limits.lines + 1, signal };
  for await (const chunks of sessions.logs(id, options)) add(reader.read(chunks));
  add(reader.end());
  cut();
  if (isCut) lines.unshift(`… older lines are left out: these are the last ${lines.length.toLocaleString('en')}.`);
  return lines.length === 0 ? 'Nothing was written yet.\n' : `${lines.join('\n')}\n`;
}
