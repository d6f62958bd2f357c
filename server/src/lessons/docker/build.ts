/** d05: build `simple-docker-app`, then WORKDIR in place of `cd`. */
import type { Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { type LessonCheck, met, unmet } from '../check.ts';
import { callsCd, exerciseDockerfile, lastPart, startCommand } from '../exercise-dockerfile.ts';
import { imageNamed, wasTagged } from '../named-images.ts';
import { engineCheck, fileCheck } from '../shared-checks.ts';
import { app, appFile, appFolder, latest, noDockerfile } from './echo-app.ts';

const needs = { repositories: [app] };

export const buildChecks: readonly LessonCheck[] = [
  engineCheck('d05.built', needs, facts => {
    if (wasTagged(facts, latest)) return met;
    const missing = `No image ${latest} from this folder: docker build -t ${app} . (mind the dot)`;
    const failed = facts.terminal.findLast(it => /\bdocker (?:buildx )?(?:image )?build\b/.test(it.command));
    if (failed?.exitCode !== undefined && failed.exitCode !== 0)
      return unmet(missing, `${missing}; the last build ended with ${failed.exitCode}: read its last lines`);
    return unmet(missing, `${missing}, in a terminal in the folder ${facts.folder.path}`);
  }),

  fileCheck('d05.workdir', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { file, final, instructions, runs, lineOf } = dockerfile;
    const worksThere = (it: Instruction): boolean => workingDirectoryAt(file, final, it) === appFolder;
    const first = instructions.find(it => it.name === 'COPY' || it.name === 'ADD' || it.name === 'RUN');
    const add = `Add WORKDIR ${appFolder} under FROM`;
    if (!first || !worksThere(first))
      return unmet(
        first && instructions.some(worksThere) ? `${add}: line ${lineOf(first)} comes before it` : add,
        `Write WORKDIR ${appFolder} on a line of its own between FROM and the first COPY`,
      );
    const cd = runs.find(callsCd);
    const without = 'RUN npm ci --omit=dev will do: WORKDIR says where';
    return cd ? unmet(`Line ${lineOf(cd)} still changes directory by cd`, `Line ${lineOf(cd)}: ${without}`) : met;
  }),

  fileCheck('d05.cmd', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const start = startCommand(dockerfile);
    const write = 'write CMD ["node", "index.js"]';
    if (start.kind === 'none') return unmet(`There is no CMD any more: ${write}`);
    if (start.kind === 'shell') return unmet(`${start.instruction.name} starts a shell: ${write}`);
    const [program = '', file = ''] = [start.words[0], start.words.at(-1)];
    if (lastPart(program) !== 'node') return unmet(`CMD starts ${program || 'nothing'}: ${write}`);
    if (file.includes(appFolder))
      return unmet(`CMD still names ${appFolder}: WORKDIR makes index.js enough`, 'Write CMD ["node", "index.js"]');
    if (!appFile.test(file)) return unmet(`CMD ends in "${file}", not in index.js: ${write}`);
    return met;
  }),

  engineCheck('d05.rebuilt', needs, facts => {
    const image = imageNamed(facts, latest);
    if (!image) return unmet(`No image ${latest}: docker build -t ${app} .`);
    const { workingDirectory, entrypoint, command } = image;
    const isNew =
      workingDirectory.replace(/\/$/, '') === appFolder && appFile.test([...entrypoint, ...command].at(-1) ?? '');
    return isNew ? met : unmet('The image is older than your Dockerfile: build again', `docker build -t ${app} .`);
  }),
];
