/** d02: install and verify. */
import { type LessonCheck, met, unmet } from '../check.ts';
import { died, madeOf } from '../seen-containers.ts';
import { engineCheck, shown } from '../shared-checks.ts';

const image = 'hello-world';

export const installChecks: readonly LessonCheck[] = [
  engineCheck('d02.hello', { repositories: [image] }, facts => {
    const containers = madeOf(facts, image);
    if (containers.some(it => died(it))) return met;
    const none = 'No finished hello-world container yet: run docker run hello-world';
    const failed = facts.terminal.findLast(it => it.command.includes('docker run') && it.command.includes(image));
    if (failed?.exitCode === undefined || failed.exitCode === 0) return unmet(none);
    const error = failed.output?.split('\n').findLast(line => /error|denied|timeout|no such host/i.test(line));
    return unmet(error === undefined ? none : `${none}; the pull failed: ${shown(error)}`);
  }),
];
