/** The RUNs of a file by the stage they stand in, those of ONBUILD among them. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { runsOf } from '../syntax/shell/runs.ts';
import { grouped } from '../text/grouped.ts';
import { rememberLast } from '../text/remember.ts';

/** Each group in order of the file. */
export const runsByStage = rememberLast((file: Dockerfile) => grouped(runsOf(file), it => it.stage));
