/** The shell and the C library of a stage, as far as its base image tells. */
import { type Userland, userlandOf } from '../catalog/image-userland.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { rootImageOf } from './base-image.ts';
import type { Project } from './project.ts';

/** Undefined when the image is unknown, or one nothing is known of. `scratch` has nothing. */
export function imageUserlandOf(
  stage: Stage,
  dockerfile: { readonly path: string; readonly file: Dockerfile },
  project: Project,
): Userland | undefined {
  const root = rootImageOf(stage, dockerfile, project);
  if (root.kind === 'scratch') return { shell: 'none', libc: 'none' };
  if (root.kind !== 'image') return undefined;
  return userlandOf(root.reference.familiarName, root.reference.tag?.value ?? '');
}
