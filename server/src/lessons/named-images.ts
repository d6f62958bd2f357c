/** Images by their names, now and at the moments since the exercise was opened. */
import type { BuildFacts, HistoryFacts, ImageFacts, LessonFacts } from './facts.ts';

/** `simple-docker-app:latest`; the tag is part of the name here. */
export function imageNamed({ images }: LessonFacts, reference: string): ImageFacts | undefined {
  return images.find(it => it.tags.includes(reference));
}

/** It exists, and got this name since the exercise was opened. */
export function wasTagged(facts: LessonFacts, reference: string): boolean {
  return imageNamed(facts, reference) !== undefined && buildsOf(facts, reference).length > 0;
}

export function buildsOf({ builds }: LessonFacts, reference: string): readonly BuildFacts[] {
  return builds.filter(it => it.reference === reference && it.how === 'build');
}

/** One build and the next of the same name, from the newest pair to the oldest. */
export function buildPairs(facts: LessonFacts, reference: string): readonly (readonly [BuildFacts, BuildFacts])[] {
  const builds = buildsOf(facts, reference);
  return builds
    .slice(1)
    .map((later, index) => [builds[index] ?? later, later] as const)
    .toReversed();
}

/**
 * Whether two images are made of the same. Their ids do not tell: where the engine keeps images with containerd, each build
 * adds a statement about itself, and an unchanged build has a new id.
 */
export function isSameContent(a: Contents, b: Contents): boolean {
  return (
    a.layers.join() === b.layers.join() &&
    a.history.map(it => it.createdBy).join('\n') === b.history.map(it => it.createdBy).join('\n')
  );
}

export interface Contents {
  readonly layers: readonly string[];
  readonly history: readonly HistoryFacts[];
}

/** As `docker images` shows it: twelve digits. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}

export interface LayerOfStep {
  readonly createdBy: string;
  readonly layer: string;
}

/** The steps that made layers, with them, in order. Counted from the top, because base images may not tell all steps. */
export function layersOfSteps({ layers, history }: Contents): readonly LayerOfStep[] {
  const steps = history.filter(makesLayer).map(it => it.createdBy);
  const known = Math.min(steps.length, layers.length);
  const [ofTop, layersOfTop] = [steps.slice(steps.length - known), layers.slice(layers.length - known)];
  return ofTop.map((createdBy, index) => ({ createdBy, layer: layersOfTop[index] ?? '' }));
}

/**
 * BuildKit writes instructions, the old builder shell commands, with `#(nop)` before what runs nothing. A RUN that changes
 * nothing has a layer, an empty one, of BuildKit alone.
 */
function makesLayer({ createdBy, size }: HistoryFacts): boolean {
  const nop = /^\/bin\/sh -c #\(nop\)\s+/.exec(createdBy);
  if (nop) return /^(?:COPY|ADD|WORKDIR) /.test(createdBy.slice(nop[0].length));
  return /^(?:RUN|COPY|ADD|WORKDIR) /.test(createdBy) || (createdBy.startsWith('/bin/sh -c ') && size > 0);
}

/** Whether the step copies from the context. */
export function isCopyStep(createdBy: string): boolean {
  return /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:COPY|ADD) /.test(createdBy);
}

/** Whether the step installs packages with npm. */
export function isNpmStep(createdBy: string): boolean {
  return !isCopyStep(createdBy) && /\bnpm\s+(?:ci|clean-install|ic?|install(?:-clean)?|in|add)(?:\s|$)/.test(createdBy);
}
