// What stands in the window that is reloaded at the end, known to those who leave it and to those who come back.
import { execFileSync } from 'node:child_process';

/** Of the workspace. */
export const leftFolder = 'left-panels';
/** In it: what was so before, as JSON. */
export const leftNote = 'before.json';

export interface LeftNote {
  /** What was seen of the topology. */
  readonly viewBox: string;
}

/** A container that runs, and one that was stopped. */
export const leftContainer = 'left-running';
export const leftStopped = 'left-stopped';
export const leftImage = 'slipway-left:1';

export const leftCompose = `services:
  shop:
    image: example/shop:1
    ports: ["8080:80"]
    depends_on: [store]
  store:
    image: example/store:1
    volumes: [data:/data]
volumes:
  data:
`;

export function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}

export const tab = (title: string): string => `.tabs-container .tab[aria-label^="${title}"]`;

export const leftLesson = 'docker/04-dockerfiles';
export const leftStep = 'copy';
export const leftLessonTitle = 'FROM, COPY, RUN, CMD';
/** Of the first chart; a lone point is no line. */
export const cpuLine = 'figure:first-child path.line.series-0[d*="L"]';
