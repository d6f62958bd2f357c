// A whole lesson on one page: for narrow windows, where walkthroughs hide their media, for editors that have none, and for
// screen readers. Says the same as the walkthrough, from the same source, and its buttons run the same commands.
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Parts } from '../commands/command.ts';
import { stepButtons } from '../contributions/walkthroughs.ts';
import { type Lesson, lessonById, type Step, stepById } from '../learn/lesson.ts';
import { doneCount, stepsHere } from '../learn/progress.ts';
import { withBases } from '../learn/with-bases.ts';
import type {
  LessonPageContent,
  LessonPageMessage,
  LessonPageRequest,
  LessonPageState,
  StepContent,
} from './lesson-messages.ts';
import { openPanel, type Panel } from './panel.ts';

const viewType = 'slipway.lesson';

interface OpenPage {
  readonly panel: Panel<LessonPageMessage>;
  show(step: Step | undefined): void;
}

/** By the lesson's id. */
const pages = new Map<string, OpenPage>();

/** Pages that were open when the window was closed or reloaded, at the step that was in sight. */
export function restoredLessonPages(parts: Parts): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: Partial<LessonPageState> | undefined) {
      const { lesson: id, step } = state ?? {};
      const { curriculum } = await parts.learning.lessons();
      const lesson = typeof id === 'string' ? lessonById(curriculum, id) : undefined;
      if (lesson)
        await openLessonPage(parts, lesson, typeof step === 'string' ? stepById(lesson, step) : undefined, panel);
      else panel.dispose();
    },
  });
}

export async function openLessonPage(
  parts: Parts,
  lesson: Lesson,
  step?: Step,
  restored?: vscode.WebviewPanel,
): Promise<void> {
  const open = pages.get(lesson.id);
  if (open) {
    restored?.dispose();
    open.panel.reveal();
    open.show(step);
    return;
  }
  let at = step;
  const steps = await renderedSteps(parts, lesson);
  // Asked for twice, and the other was quicker.
  if (pages.has(lesson.id)) return openLessonPage(parts, lesson, step, restored);
  const tell = (): void => {
    panel.send({ kind: 'content', content: contentOf(parts, lesson, steps, at) });
    // Later changes must not move the page under the reader.
    at = undefined;
  };
  const panel = openPanel<LessonPageMessage, LessonPageRequest>({
    viewType,
    title: lesson.title,
    icon: { light: parts.ownFile('media', 'lesson-light.svg'), dark: parts.ownFile('media', 'lesson-dark.svg') },
    bundle: 'lesson',
    ownFile: parts.ownFile,
    ...(restored ? { restored } : {}),
    onReady: tell,
    onMessage: message => void carryOut(message),
    onDidClose: () => {
      listening.dispose();
      pages.delete(lesson.id);
    },
  });
  const listening = parts.learning.onDidChange(tell);
  pages.set(lesson.id, {
    panel,
    show(next) {
      at = next;
      tell();
    },
  });
}

async function carryOut(message: LessonPageRequest): Promise<void> {
  if (message.kind === 'command') {
    await vscode.commands.executeCommand(message.command, message.argument);
    return;
  }
  const command = /^command:([\w.-]+)(?:\?(.*))?$/.exec(message.to);
  if (command?.[1] === undefined) {
    await vscode.env.openExternal(vscode.Uri.parse(message.to));
    return;
  }
  const given: unknown = command[2] === undefined ? [] : JSON.parse(decodeURIComponent(command[2]));
  await vscode.commands.executeCommand(command[1], ...(Array.isArray(given) ? given : [given]));
}

type RenderedStep = Pick<StepContent, 'text' | 'media' | 'alt'> & { readonly step: Step };

async function renderedSteps(parts: Parts, lesson: Lesson): Promise<readonly RenderedStep[]> {
  const { curriculum } = await parts.learning.lessons();
  return Promise.all(
    stepsHere(lesson, parts.learning.platform).map(async step => {
      const file = await readFile(parts.ownFile(step.media.path).fsPath, 'utf8');
      return {
        step,
        text: await html(withBases(step.text, curriculum.bases)),
        media: step.media.kind === 'svg' ? withOwnIds(file, step.id) : await html(file),
        ...(step.media.kind === 'svg' ? { alt: step.media.alt } : {}),
      };
    }),
  );
}

/** On one page with others, a drawing must not take the arrow heads of another. */
export function withOwnIds(svg: string, prefix: string): string {
  return svg
    .replaceAll(' id="', ` id="${prefix}-`)
    .replaceAll('url(#', `url(#${prefix}-`)
    .replaceAll('href="#', `href="#${prefix}-`);
}

/** By the Markdown extension that is part of VS Code; where it is not, the text is shown as it is written. */
async function html(markdown: string): Promise<string> {
  try {
    return await vscode.commands.executeCommand<string>('markdown.api.render', markdown);
  } catch {
    return `<pre>${markdown.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</pre>`;
  }
}

function contentOf(
  { learning }: Parts,
  lesson: Lesson,
  steps: readonly RenderedStep[],
  at: Step | undefined,
): LessonPageContent {
  const progress = learning.loaded?.progress.of(lesson.id) ?? { done: {}, tries: {} };
  return {
    lesson: lesson.id,
    title: lesson.title,
    about: lesson.description,
    goal: lesson.goal,
    progress: `${doneCount(lesson, progress, learning.platform)} of ${steps.length} steps · ${lesson.minutes} min`,
    steps: steps.map(({ step, ...rendered }) => ({
      ...rendered,
      id: step.id,
      title: step.title,
      isDone: progress.done[step.id] !== undefined,
      buttons: stepButtons(lesson, step),
    })),
    ...(at ? { at: at.id } : {}),
  };
}
