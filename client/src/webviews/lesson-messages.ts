// What the page of a lesson is told and what it asks for; both ends import this.

export interface LessonPageContent {
  /** Id of the lesson. */
  readonly lesson: string;
  readonly title: string;
  readonly about: string;
  readonly goal: string;
  /** `3 of 7 steps · 20 min` */
  readonly progress: string;
  readonly steps: readonly StepContent[];
  /** Id of the step that is to be seen. */
  readonly at?: string;
}

export interface StepContent {
  readonly id: string;
  readonly title: string;
  readonly isDone: boolean;
  /** HTML, made by VS Code from our own Markdown. */
  readonly text: string;
  /** HTML, or the drawing itself: as a picture it would not know the theme's colours. */
  readonly media: string;
  /** Of a drawing, in words. */
  readonly alt?: string;
  readonly buttons: readonly ButtonContent[];
}

export interface ButtonContent {
  readonly label: string;
  readonly command: string;
  readonly argument: unknown;
}

/** What a page keeps for a reload of the window. */
export interface LessonPageState {
  readonly lesson: string;
  /** The step that stands uppermost; absent at the head of the page. */
  readonly step?: string;
}

export type LessonPageMessage = { readonly kind: 'content'; readonly content: LessonPageContent };

export type LessonPageRequest =
  | { readonly kind: 'command'; readonly command: string; readonly argument: unknown }
  /** A link in the text. */
  | { readonly kind: 'link'; readonly to: string };
