/** What the lessons d05 to d11 share: the image they build, and the server in it. */
import type { Probe } from '../facts.ts';

export const app = 'simple-docker-app';
export const latest = `${app}:latest`;
/** Where the app lies in the image. */
export const appFolder = '/usr/src/app';
/** The server as node finds it in its folder; `.` is what package.json names. */
export const appFile = /^(?:\.\/?|(?:\.\/)?index(?:\.js)?)$/;
export const port = 9854;
export const portTarget = `${port}/tcp`;

/** The server answers what it is sent. */
export const echo: Probe = { port, method: 'POST', path: '/echo', body: 'Slipway asks' };

export const noDockerfile = 'There is no Dockerfile in the exercise: reset the exercise to get it back';
