// What a lesson is, as data: the sources under walkthroughs/ are read into it when Slipway is built, and the client loads it
// from dist/lessons.json at the first need. Nothing here knows VS Code or a file.
import type { CheckNeeds } from '../../../server/src/lessons/check.ts';

export interface Curriculum {
  readonly classes: readonly LessonClass[];
  /** In the order of their classes and numbers. */
  readonly lessons: readonly Lesson[];
  readonly paths: readonly LearningPath[];
  readonly twins: readonly Twins[];
  /** The image for each token of the starters: `debian` → `debian:trixie-slim`. */
  readonly bases: Readonly<Record<string, string>>;
}

export interface LessonClass {
  /** `docker`, the folder under walkthroughs/. */
  readonly id: string;
  /** First letter of its checks and exercise folders: `d`. */
  readonly letter: string;
  readonly title: string;
  readonly about: string;
  /** What it takes: `A container engine. No account.` */
  readonly needs: string;
}

export interface LearningPath {
  readonly title: string;
  readonly about: string;
  /** Ids, in the order they are taken. */
  readonly lessons: readonly string[];
}

/** Lessons that teach one thing in different ways. */
export interface Twins {
  readonly topic: string;
  readonly lessons: readonly string[];
}

export interface Lesson {
  /** `docker/04-dockerfiles`, the folder under walkthroughs/. */
  readonly id: string;
  /** `d04` */
  readonly code: string;
  readonly title: string;
  readonly description: string;
  /** What somebody can do who has done it; goes on from *You*. */
  readonly goal: string;
  readonly minutes: number;
  readonly steps: readonly Step[];
  readonly exercise?: Exercise;
  /** Who sees it on the Welcome page: everybody, or those whose folder has a file that one of these patterns fits. */
  readonly welcome?: 'always' | readonly string[];
  /** Rules it teaches: each finds something in the starter and nothing in the solution. */
  readonly rules: readonly string[];
}

/** dist/lessons.json. */
export interface LessonIndex {
  readonly curriculum: Curriculum;
  /** What has to be gathered for the checks of a lesson, by its id; absent for one without checks. */
  readonly needs: Readonly<Record<string, CheckNeeds>>;
}

export interface Exercise {
  /** `d04-first-df`, inside `slipway-learn`. */
  readonly folder: string;
  /** What is opened first, by its path in the folder. */
  readonly opens: string;
  /** What cleaning up removes: images of these repositories and every container made from them … */
  readonly repositories: readonly string[];
  /** … containers and volumes of these names. */
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
}

export interface Step {
  /** Stays when steps move: progress is kept by it. `recipe` */
  readonly id: string;
  readonly title: string;
  /** Markdown of a small kind: see CONTRIBUTING.md, *Write a lesson*. */
  readonly text: string;
  readonly media: Media;
  /** A file of the exercise. */
  readonly open?: string;
  /** Typed into the terminal, one by one. */
  readonly run: readonly RunCommand[];
  readonly live?: LivePanel;
  readonly quiz?: Quiz;
  readonly command?: StepCommand;
  readonly done: Completion;
  /** Its checks count only once the steps before it are done: for what is so anyway, such as that nothing runs. */
  readonly follows?: true;
  /** Only there; everywhere when absent. */
  readonly platforms?: readonly Platform[];
}

export type Platform = 'linux' | 'mac' | 'windows';

/** Paths are those from the extension's root. */
export type Media =
  | { readonly kind: 'markdown'; readonly path: string }
  | { readonly kind: 'svg'; readonly path: string; readonly alt: string };

export interface RunCommand {
  /** May hold tokens: `docker run -it {{bash}}`. */
  readonly command: string;
  /** On its button. */
  readonly label: string;
}

export interface LivePanel {
  readonly panel: LivePanelName;
  /** An image, for panels that show one. */
  readonly of?: string;
}

export const livePanels = ['engine', 'layers', 'topology', 'lifecycle', 'usage'] as const;

export type LivePanelName = (typeof livePanels)[number];

export interface StepCommand {
  readonly id: string;
  readonly label: string;
}

export interface Quiz {
  readonly question: string;
  readonly answers: readonly Answer[];
}

export interface Answer {
  readonly text: string;
  readonly isRight: boolean;
  /** Why it is wrong, or why it is right. */
  readonly why: string;
}

/** What makes a step done. `ran`: its first command ended with 0. */
export type Completion =
  | { readonly kind: 'open' | 'read' | 'ran' | 'live' | 'quiz' }
  /** All of them are met. */
  | { readonly kind: 'checks'; readonly ids: readonly string[] };

/** The folder of all exercises, inside the workspace folder. */
export const learnFolder = 'slipway-learn';

export function lessonById(curriculum: Curriculum, id: string): Lesson | undefined {
  return curriculum.lessons.find(lesson => lesson.id === id);
}

export function stepById(lesson: Lesson, id: string): Step | undefined {
  return lesson.steps.find(step => step.id === id);
}

export function classOf(lesson: Lesson): string {
  return lesson.id.slice(0, lesson.id.indexOf('/'));
}

export function checkIds(step: Step): readonly string[] {
  return step.done.kind === 'checks' ? step.done.ids : [];
}
