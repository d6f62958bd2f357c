/** Checks that several lessons share, and how a check that needs the engine says that there is none. */
import { type CheckNeeds, type CheckResult, type LessonCheck, met, unknown, unmet } from './check.ts';
import type { LessonFacts, Probe, ProbeAnswer } from './facts.ts';
import { probeKey } from './facts.ts';

/** A check of what the engine has: not to be told while there is no engine. */
export function engineCheck(
  id: string,
  needs: Omit<CheckNeeds, 'engine'>,
  check: (facts: LessonFacts) => CheckResult,
): LessonCheck {
  return {
    id,
    needs: { ...needs, engine: true },
    check(facts) {
      switch (facts.engine.kind) {
        case 'connected':
          return check(facts);
        case 'unreachable':
          return unknown(`No engine answers at ${facts.engine.endpoint}`);
        case 'connecting':
          return unknown(`Waiting for the engine at ${facts.engine.endpoint}`);
        case 'restricted':
          return unknown('The engine is not asked in Restricted Mode: trust this workspace first');
      }
    },
  };
}

/** A check of files alone. */
export function fileCheck(id: string, check: (facts: LessonFacts) => CheckResult): LessonCheck {
  return { id, needs: {}, check };
}

/** What this machine's port answered, or why that cannot be told. */
export function probed(
  facts: LessonFacts,
  probe: Probe,
): ProbeAnswer | { readonly kind: 'unknown'; readonly because: string } {
  const answer = facts.probes[probeKey(probe)];
  if (answer) return answer;
  const isElsewhere = facts.engine.kind === 'connected' && !facts.engine.isLocal;
  return {
    kind: 'unknown',
    because: isElsewhere
      ? `The engine is on another machine, so port ${probe.port} cannot be tried from here`
      : `Port ${probe.port} has not been tried yet`,
  };
}

export const engineUp: LessonCheck = {
  id: 'x.engineUp',
  needs: { engine: true },
  check({ engine }) {
    switch (engine.kind) {
      case 'connected':
        return met;
      case 'unreachable':
        return unmet(
          `No engine at ${engine.endpoint}: start Docker, choose another context, or (Linux) join the docker group and log in again`,
        );
      case 'connecting':
        return unknown(`Waiting for the engine at ${engine.endpoint}`);
      case 'restricted':
        return unknown('The engine is not asked in Restricted Mode: trust this workspace first');
    }
  },
};

export const learnFolder = fileCheck('x.folder', ({ folder }) => {
  switch (folder.state) {
    case 'writable':
      return met;
    case 'no-workspace':
      return unmet(`Nobody said yet where "${folder.path}" shall be: press Choose the Folder, or open a folder first`);
    case 'missing':
      return unmet(`There is no folder "${folder.path}" yet: accept it`);
    case 'read-only':
      return unmet(`Nothing can be written to "${folder.path}": open another folder, or change its permissions`);
  }
});

export const demo = fileCheck('x.demo', ({ files }) => {
  const text = files['hello.txt'];
  if (text?.trim() === 'ready') return met;
  if (text === undefined) return unmet('hello.txt is missing: write only the word ready');
  if (text.trim() === '') return unmet('hello.txt is empty: write only the word ready');
  return unmet(`hello.txt holds "${shown(text)}": write only the word ready`);
});

/** The beginning of a text on one line. */
export function shown(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
