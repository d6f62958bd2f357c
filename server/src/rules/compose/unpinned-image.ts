import { definitionsOf } from '../../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Service, TextValue } from '../../syntax/compose/compose-file.ts';
import { type ImageReference, parseImageReference } from '../../syntax/image-reference.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { insert, replace } from '../../text/edit.ts';
import { rememberLast } from '../../text/remember.ts';
import { tagInUse } from '../base-images.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { serviceKeys, suggestion } from '../service-keys.ts';

export const unpinnedImage = rule({
  id: 'compose/unpinned-image',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:service-image-require-explicit-tag'],
  summary: 'A service runs whatever its image is today',
  why: 'Without a tag, or with one that moves such as `latest`, every machine runs what it happened to pull, and a restart elsewhere is an upgrade nobody asked for. The setting `slipway.compose.floatingTags` lists the tags that move.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx\n' },
    { 'compose.yaml': 'services:\n  db:\n    image: postgres:latest\n  test-db:\n    image: postgres:17\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: ghcr.io/example/web:latest\n' },
    {
      'compose.yaml': 'services:\n  web:\n    image: example/web:preview\n',
      '.slipway.yaml': 'compose:\n  floatingTags: [preview]\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n  db:\n    image: postgres@sha256:2c7ed5a7b6f2e1d0c9b8a7968574635241302f1e0d9c8b7a6958473625140312\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:${NGINX_VERSION:-latest}\n' },
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n    image: example/web\n  worker:\n    image: example/web\n',
      Dockerfile: 'FROM nginx:1.29\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#image',
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    const { floatingTags } = project.settings;
    for (const { service, entry } of serviceKeys(compose, 'image')) {
      if (entry.value.kind !== 'scalar' || isClearlyPinned(entry.value.source, floatingTags)) continue;
      const { image } = service;
      if (!image || service.key('build') || !mayFloat(image)) continue;
      const reference = parseImageReference(image.value);
      const { tag } = reference;
      if (reference.digest || (tag && !floatingTags.includes(tag.value.toLowerCase()))) continue;
      if (isReleaseOfFleet(reference) || isMadeHere(service, image, compose, project)) continue;
      findings.push({
        at: image.span,
        message: tag
          ? `The tag "${tag.value}" is moved from version to version, so nobody knows which one runs; write the version`
          : `"${image.value}" has no tag, so whatever its "latest" is at the time gets pulled; write the version`,
        fixes: fixesFor(compose, project, image, reference),
      });
    }
    return findings;
  },
});

/** Sees without taking the reference apart that it ends in another tag; true for most images. */
function isClearlyPinned(image: string, floatingTags: readonly string[]): boolean {
  const colon = image.lastIndexOf(':');
  const tag = image.slice(colon + 1);
  return colon > 0 && /^[\w.-]+$/.test(tag) && !floatingTags.includes(tag.toLowerCase());
}

/** Whether the name behind the last slash is written out: a variable there may hold a tag. */
function mayFloat({ isLiteral, parts, value }: TextValue): boolean {
  if (value === '') return false;
  if (isLiteral) return true;
  const last = parts.at(-1);
  return last?.kind === 'text' && /\/[^/]+$/.test(last.text);
}

/** balena's registry takes the release as a part of the path: `bh.cr/org/fleet/1.2.3`. */
function isReleaseOfFleet({ registry, repository }: ImageReference): boolean {
  return registry?.value === 'bh.cr' && repository.value.split('/').length > 2;
}

/** A build of the project makes the image, or nothing is ever pulled. */
function isMadeHere(service: Service, image: TextValue, compose: ProjectComposeFile, project: Project): boolean {
  const all = definitionsOf(service, compose, project);
  if (!all.isComplete || all.key('build')) return true;
  const policy = all.key('pull_policy')?.entry.value;
  if (policy?.kind === 'scalar' && (policy.source === 'never' || policy.source === 'build')) return true;
  return builtImages(project).has(withoutLatest(image.value));
}

/** The images that builds of the project are named by, without `latest`. */
const builtImages: (project: Project) => ReadonlySet<string> = rememberLast(project => {
  const names = new Set<string>();
  for (const { definitions } of project.services) {
    if (!definitions.some(it => it.service.key('build'))) continue;
    for (const { service } of definitions) if (service.image) names.add(withoutLatest(service.image.value));
  }
  return names;
});

function withoutLatest(image: string): string {
  return image.endsWith(':latest') ? image.slice(0, -':latest'.length) : image;
}

function fixesFor(
  compose: ProjectComposeFile,
  project: Project,
  image: TextValue,
  { familiarName, tag }: ImageReference,
): readonly Fix[] {
  const { yaml } = compose.file;
  const used = image.isLiteral ? tagInUse(familiarName, project) : undefined;
  if (used === undefined || project.settings.floatingTags.includes(used.toLowerCase())) return [];
  if (isShared(yaml, image.node)) return [];
  const place = (from: number, to: number) => spanInScalar(yaml.text, image.node, from, to);
  const edit = tag
    ? replace(place(tag.span.start, tag.span.end), used)
    : insert(place(0, image.value.length).end, `:${used}`);
  return suggestion(`Change the tag to "${used}"`, [edit]);
}
