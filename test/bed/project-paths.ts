// Where things are: the project's own folders as absolute paths, whatever the current directory is.
import { dirname, join } from 'node:path';

export const projectRoot = dirname(dirname(import.meta.dirname));
export const toolsFolder = join(projectRoot, '.tools');
export const picturesFolder = join(projectRoot, 'out', 'pictures');
