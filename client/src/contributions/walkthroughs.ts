// The lessons as VS Code's walkthroughs: `contributes.walkthroughs` of package.json. Each step completes by context keys
// alone, because a command's being run says nothing about what the learner made. All but the welcome lesson stay off the
// Welcome page: they are opened from the Learn view.
import type { Curriculum, Lesson, Step } from '../learn/lesson.ts';
import { completionKeys, fitsKey, stepId, walkthroughId } from '../learn/walkthrough-ids.ts';
import { withBases } from '../learn/with-bases.ts';
import { walkthroughText } from './walkthrough-text.ts';

export function walkthroughs({ lessons, bases }: Curriculum): readonly unknown[] {
  // VS Code opens the first one whose `when` holds after an installation.
  const ordered = [...lessons.filter(isWelcome), ...lessons.filter(lesson => !isWelcome(lesson))];
  return ordered.map(lesson => ({
    id: walkthroughId(lesson),
    title: lesson.title,
    description: lesson.description,
    ...placeOf(lesson),
    steps: lesson.steps.map(step => ({
      id: stepId(lesson, step),
      title: step.title,
      description: withBases([walkthroughText(step.text), ...buttonsOf(lesson, step)].join('\n'), bases),
      media:
        step.media.kind === 'svg' ? { svg: step.media.path, altText: step.media.alt } : { markdown: step.media.path },
      ...(step.platforms
        ? { when: step.platforms.map(platform => `workspacePlatform == ${platform}`).join(' || ') }
        : {}),
      completionEvents: [`onContext:${completionKeys(lesson, step).join(' && ')}`],
    })),
  }));
}

function isWelcome({ welcome }: Lesson): boolean {
  return welcome === 'always';
}

function placeOf(lesson: Lesson): { readonly when?: string; readonly featuredFor?: readonly string[] } {
  const { welcome } = lesson;
  if (welcome === 'always') return {};
  return welcome ? { when: fitsKey(lesson), featuredFor: welcome } : { when: 'false' };
}

export interface Button {
  readonly label: string;
  readonly command: string;
  readonly argument: Readonly<Record<string, unknown>>;
}

/** The buttons of a step, what does the thing first. */
export function stepButtons(lesson: Lesson, step: Step): readonly Button[] {
  const place = { lesson: lesson.id, step: step.id };
  const { open, run, live, quiz, command, done } = step;
  const button = (label: string, id: string, more: Readonly<Record<string, unknown>> = {}): Button => ({
    label,
    command: id,
    argument: { ...place, ...more },
  });
  return [
    ...(command ? [button(command.label, command.id)] : []),
    ...(open === undefined
      ? []
      : [
          button(
            done.kind === 'open' ? 'Open the Exercise' : `Open ${open}`,
            'slipway.learn.openExercise',
            done.kind === 'open' ? {} : { file: open },
          ),
        ]),
    ...run.map(({ label }, i) => button(label, 'slipway.learn.run', run.length > 1 ? { command: i } : {})),
    ...(live ? [button(liveLabels[live.panel], 'slipway.learn.live')] : []),
    ...(quiz ? [button('Answer', 'slipway.learn.quiz')] : []),
    ...(done.kind === 'read' ? [button('I Have Read This', 'slipway.learn.markRead')] : []),
    ...(done.kind === 'checks' ? [button('Check', 'slipway.learn.check')] : []),
  ];
}

const liveLabels = {
  engine: 'Show Engine',
  layers: 'Show Layers',
  topology: 'Show Topology',
  lifecycle: 'Show Life Cycle',
  usage: 'Show Usage',
} as const;

/** A link alone on its line is drawn as a button. */
function buttonsOf(lesson: Lesson, step: Step): readonly string[] {
  return stepButtons(lesson, step).map(
    ({ label, command, argument }) => `[${label}](${commandLink(command, argument)})`,
  );
}

function commandLink(command: string, argument: unknown): string {
  // A bracket would end the link; encodeURIComponent leaves round ones as they are.
  return `command:${command}?${encodeURIComponent(JSON.stringify([argument]))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29')}`;
}
