// A lesson on one page: each step a section with its text, its media and its buttons. Draws what it is told; a step that
// gets its tick changes in place, so that nobody loses the line they are reading.
import type {
  LessonPageContent,
  LessonPageMessage,
  LessonPageRequest,
  LessonPageState,
  StepContent,
} from '../src/webviews/lesson-messages.ts';
import { element } from './charts/element.ts';
import { ask, listen, remember } from './charts/host.ts';
import './page.css';
import './lesson.css';

const title = element('h1');
const about = element('p', { class: 'about' });
const goal = element('p', { class: 'goal' });
const progress = element('p', { class: 'progress', role: 'status' });
const steps = element('div');
document.body.append(element('main', {}, element('header', {}, title, about, goal, progress), steps));

interface StepView {
  readonly root: HTMLElement;
  mark(isDone: boolean): void;
}

const views = new Map<string, StepView>();
let lesson = '';

listen<LessonPageMessage>(({ content }) => {
  lesson = content.lesson;
  if (title.textContent !== content.title) drawAll(content);
  progress.textContent = content.progress;
  for (const { id, isDone } of content.steps) views.get(id)?.mark(isDone);
  if (content.at !== undefined) {
    const view = views.get(content.at)?.root;
    view?.scrollIntoView({ block: 'start' });
    view?.querySelector('h2')?.focus({ preventScroll: true });
  }
  keep();
});

function keep(): void {
  const isPassed = ({ root }: StepView): boolean => root.getBoundingClientRect().top <= 1;
  const step = [...views].findLast(([, view]) => isPassed(view))?.[0];
  remember<LessonPageState>({ lesson, ...(step === undefined ? {} : { step }) });
}

document.addEventListener('scrollend', keep);

document.addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const to = link?.getAttribute('data-href') ?? link?.getAttribute('href');
  if (!to) return;
  event.preventDefault();
  ask<LessonPageRequest>({ kind: 'link', to });
});

function drawAll(content: LessonPageContent): void {
  title.textContent = content.title;
  about.textContent = content.about;
  goal.textContent = content.goal;
  views.clear();
  for (const [i, step] of content.steps.entries()) views.set(step.id, stepView(step, i + 1));
  steps.replaceChildren(...[...views.values()].map(({ root }) => root));
}

function stepView({ id, title: name, text, media, alt, buttons }: StepContent, number: number): StepView {
  const tick = element('span', { class: 'tick' });
  const heading = element('h2', { id: `step-${id}`, tabindex: '-1' }, tick, ` ${number}. ${name}`);
  const pressed = buttons.map(({ label, command, argument }, i) => {
    const button = element('button', { class: i === 0 ? 'first' : 'other' }, label);
    button.addEventListener('click', () => ask<LessonPageRequest>({ kind: 'command', command, argument }));
    return button;
  });
  const root = element(
    'section',
    { 'aria-labelledby': heading.id },
    heading,
    ours('div', { class: 'text' }, text),
    element('p', { class: 'buttons' }, ...pressed),
    ours('div', alt === undefined ? { class: 'media' } : { class: 'media', role: 'img', 'aria-label': alt }, media),
  );
  return {
    root,
    mark(isDone) {
      root.classList.toggle('done', isDone);
      tick.textContent = isDone ? '✓' : '';
      for (const [name, value] of [
        ['role', 'img'],
        ['aria-label', 'Done:'],
      ] as const)
        if (isDone) tick.setAttribute(name, value);
        else tick.removeAttribute(name);
    },
  };
}

/** Markup that comes with the extension: scripts in it do not run, and it loads nothing. */
function ours(name: 'div', attributes: Readonly<Record<string, string>>, markup: string): HTMLElement {
  const made = element(name, attributes);
  made.innerHTML = markup;
  // Its headings are below those of the steps.
  for (const heading of made.querySelectorAll('h1, h2')) heading.replaceWith(element('h3', {}, ...heading.childNodes));
  return made;
}
