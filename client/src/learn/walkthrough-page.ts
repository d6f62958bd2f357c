// VS Code's walkthrough page as the mirror of our progress. It cannot be read and tells nothing, so that ticks are set and
// unset by the two ways that work: context keys and the workbench's own commands.
import * as vscode from 'vscode';
import type { Lesson, Step } from './lesson.ts';
import { completionKeys, fitsKey, fullStepId, fullWalkthroughId, stepId } from './walkthrough-ids.ts';

export interface WalkthroughPage {
  /** Rejects where the editor has no walkthroughs. */
  open(lesson: Lesson, step: Step | undefined, isDone: (step: Step) => boolean): Promise<void>;
  tick(lesson: Lesson, step: Step): Promise<void>;
  untick(lesson: Lesson, steps: readonly Step[]): Promise<void>;
  /** Puts the lesson on the Welcome page of this window. */
  offer(lesson: Lesson): void;
}

/** How long the page may take until it knows its steps. */
const patience = { times: 10, everyMs: 100 };

export function walkthroughPage(): WalkthroughPage {
  const mark = (command: 'markStepComplete' | 'markStepIncomplete', id: string): Promise<boolean> =>
    Promise.resolve(vscode.commands.executeCommand(`welcome.${command}`, id)).then(
      () => true,
      // Not in this VS Code, or the page does not know the step yet; the tick is kept all the same.
      () => false,
    );
  const setKeys = (lesson: Lesson, step: Step, value: true | undefined): void => {
    for (const key of completionKeys(lesson, step)) void vscode.commands.executeCommand('setContext', key, value);
  };
  return {
    async open(lesson, step, isDone) {
      const place = {
        category: fullWalkthroughId(lesson),
        ...(step ? { step: stepId(lesson, step) } : {}),
      };
      await vscode.commands.executeCommand('workbench.action.openWalkthrough', place, false);
      const [first, ...others] = lesson.steps.filter(isDone);
      if (!first) return;
      for (let i = 0; i < patience.times; i++) {
        if (await mark('markStepComplete', fullStepId(lesson, first))) break;
        // The page reports nothing when it is ready.
        await new Promise(resolve => setTimeout(resolve, patience.everyMs));
      }
      for (const it of [first, ...others]) {
        setKeys(lesson, it, true);
        await mark('markStepComplete', fullStepId(lesson, it));
      }
    },
    async tick(lesson, step) {
      setKeys(lesson, step, true);
      await mark('markStepComplete', fullStepId(lesson, step));
    },
    async untick(lesson, steps) {
      for (const step of steps) {
        setKeys(lesson, step, undefined);
        await mark('markStepIncomplete', fullStepId(lesson, step));
      }
    },
    offer(lesson) {
      void vscode.commands.executeCommand('setContext', fitsKey(lesson), true);
    },
  };
}
