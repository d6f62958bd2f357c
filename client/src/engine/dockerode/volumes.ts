import type Dockerode from 'dockerode';
import type { Volumes } from '../volumes.ts';

export function volumesOf(_docker: Dockerode): Volumes {
  return {} as never;
}
