// The life cycle of a container, live: its states with the one of now, what comes next, and what happened.
import type {
  LifeMessage,
  LifeRequest,
  LifeSubject,
  lifeCommands,
  ShownLife,
} from '../src/life-cycle/life-messages.ts';
import type { LifeMoment, LifeState } from '../src/life-cycle/life-story.ts';
import { element } from './charts/element.ts';
import { ask, listen, remember } from './charts/host.ts';
import { lifeDiagram, stateNames } from './life-cycle/life-diagram.ts';
import './page.css';
import './life-cycle.css';

type LifeCommand = (typeof lifeCommands)[number];

/** What the buttons say, and in which states they can be used. */
const buttons: readonly { readonly command: LifeCommand; readonly label: string; readonly in: readonly LifeState[] }[] =
  [
    { command: 'start', label: 'Start', in: ['created', 'exited'] },
    { command: 'stop', label: 'Stop', in: ['running', 'restarting'] },
    { command: 'restart', label: 'Restart', in: ['running'] },
    { command: 'pause', label: 'Pause', in: ['running'] },
    { command: 'unpause', label: 'Unpause', in: ['paused'] },
    { command: 'kill', label: 'Kill', in: ['running', 'paused', 'restarting'] },
    { command: 'logs', label: 'Show Logs', in: ['running', 'paused', 'restarting', 'exited'] },
  ];

const name = element('span');
const image = element('span', { class: 'lesser' });
const note = element('p', { class: 'note', role: 'status', 'aria-live': 'polite' });
const diagram = lifeDiagram();
const now = element('p', { class: 'state-now', role: 'status', 'aria-live': 'polite' });
const next = element('p', { class: 'next' });
const bar = element('div', { class: 'buttons', role: 'toolbar', 'aria-label': 'Actions' });
const list = element('ol', { 'aria-labelledby': 'happened' });
const happened = element('h2', { id: 'happened' }, 'What happened');
const empty = element('p', { class: 'lesser' }, 'Nothing is remembered of it yet.');
document.body.append(
  element('main', {}, element('h1', {}, name, image), note, diagram.root, now, next, bar, happened, empty, list),
);

const made = buttons.map(button => {
  const it = element('button', { type: 'button' }, button.label);
  it.addEventListener('click', () => ask<LifeRequest>({ kind: 'do', command: button.command }));
  bar.append(it);
  return { ...button, element: it };
});

/** Nothing but the note is there until the engine has told of the container. */
const known = [diagram.root, now, next, bar, happened, empty, list];

listen<LifeMessage>(message => {
  if (message.kind === 'subject') remember<LifeSubject>(message.subject);
  else draw(message.life);
});

function draw({ name: called, image: from, story, next: coming, note: said = '' }: ShownLife): void {
  name.textContent = called;
  image.textContent = from;
  retell(note, said);
  for (const it of known) it.toggleAttribute('hidden', story === undefined);
  if (!story) return;
  diagram.draw(story);
  const code = story.state === 'exited' && story.exitCode !== undefined ? ` with exit code ${story.exitCode}` : '';
  retell(now, `Now ${stateNames[story.state].toLowerCase()}${code}.`);
  retell(next, coming);
  // A button that vanished from under the focus would send it to the top of the page.
  const focused = made.find(it => it.element === document.activeElement);
  for (const it of made) it.element.hidden = !it.in.includes(story.state);
  if (focused?.element.hidden === true) made.find(it => !it.element.hidden)?.element.focus();
  empty.hidden = story.moments.length > 0;
  list.replaceChildren(...story.moments.toReversed().map(momentOf));
}

/** A text that is the same is not said again. */
function retell(it: HTMLElement, text: string): void {
  if (it.textContent !== text) it.textContent = text;
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

function momentOf({ at, kind, text, detail, isBad }: LifeMoment): HTMLElement {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = element('time', { datetime: date.toISOString() }, (isToday ? clock : day).format(date));
  const words = element('span', { class: 'text' }, text);
  const more = detail === '' ? [] : [element('span', { class: 'lesser' }, ` ${detail}`)];
  return element('li', { class: isBad ? `${kind} bad` : kind }, time, element('span', {}, words, ...more));
}
