/** Answers `slipway/lessonChecks`: adds to the facts what the analyzer finds in the exercise, where a check asks for it. */
import type { FileFindings } from '../analyzer.ts';
import type { LessonFinding } from '../lessons/facts.ts';
import { fileKind } from '../project/file-kind.ts';
import { lineIndex } from '../text/line-index.ts';
import { join } from '../text/path.ts';
import type { LessonChecksParams, LessonChecksResult } from './custom-requests.ts';
import { pathOf } from './uri.ts';

export interface LessonRequestsHost {
  readonly findings: (path: string, signal: AbortSignal) => Promise<FileFindings>;
}

/** @throws the signal's reason when it aborts */
export async function answerLessonChecks(
  { lesson, folder, facts }: LessonChecksParams,
  { findings }: LessonRequestsHost,
  signal: AbortSignal,
): Promise<LessonChecksResult> {
  const { judgeLesson, lessonNeeds } = await import('../lessons/lesson-checks.ts');
  const path = pathOf(folder);
  if (path === undefined || !lessonNeeds(lesson).findings) return judgeLesson(lesson, facts);
  const found: LessonFinding[] = [];
  for (const file of Object.keys(facts.files).toSorted()) {
    signal.throwIfAborted();
    if (!fileKind(`/${file}`)) continue;
    const { text, findings: own } = await findings(join(path, file), signal);
    const lines = lineIndex(text);
    for (const { at, message, rule, severity } of own) {
      found.push({ path: file, line: lines.positionAt(at.start).line + 1, severity, rule: rule.id, message });
    }
  }
  return judgeLesson(lesson, { ...facts, findings: found });
}
