// What an engine is and what its store takes, over the Docker API.
import type Dockerode from 'dockerode';
import { type DiskAnswer, diskUse } from '../rows/disk-use.ts';
import { engineDescription, type InfoAnswer } from '../rows/engine-description.ts';
import type { Survey } from '../survey.ts';
import { askJson } from './ask.ts';

export function surveyOf(docker: Dockerode): Survey {
  return {
    describe: async signal => engineDescription((await askJson(docker, '/info', {}, signal)) as InfoAnswer),
    diskUse: async signal => diskUse((await askJson(docker, '/system/df', {}, signal)) as DiskAnswer),
  };
}
