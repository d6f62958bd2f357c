// Volumes over the Docker API.
import type Dockerode from 'dockerode';
import type { Volumes } from '../volumes.ts';
import { asked } from './answers.ts';

export function volumesOf(docker: Dockerode): Volumes {
  return {
    async create({ name, driver, labels }) {
      const options = {
        ...(name === undefined ? {} : { Name: name }),
        ...(driver === undefined ? {} : { Driver: driver }),
        ...(labels === undefined ? {} : { Labels: { ...labels } }),
      };
      const made = await asked(docker.createVolume(options));
      return { name: made.name };
    },
    inspect: async name => ({ ...(await asked(volume(docker, name).inspect())) }),
    async remove(name) {
      await asked(volume(docker, name).remove());
    },
  };
}

/** Names are parts of an address, and a plugin's volume may be called anything. */
function volume(docker: Dockerode, name: string): Dockerode.Volume {
  return docker.getVolume(encodeURIComponent(name));
}
