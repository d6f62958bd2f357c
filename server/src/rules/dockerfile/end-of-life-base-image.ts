import { type EndedSupport, endedSupport } from '../../catalog/base-image-age.ts';
import type { Project } from '../../project/project.ts';
import { shippedStages } from '../../project/shipped-stages.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { type Span, slice, span } from '../../text/span.ts';
import { changeBaseImage, type StageImage, stageImages } from '../base-images.ts';
import { type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const endOfLifeBaseImage = rule({
  id: 'dockerfile/end-of-life-base-image',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'The support of the base image has ended',
  why: 'Nobody mends its security holes any more, and package sources of ended releases disappear, so that the build breaks one day. The catalogue that comes with Slipway knows the dates; nothing is asked for.',
  bad: [
    { Dockerfile: 'FROM debian:buster-slim\nCMD ["date"]\n' },
    { Dockerfile: 'FROM node:16\nCMD ["node"]\n' },
    { Dockerfile: 'FROM node:22-stretch\nCMD ["node"]\n' },
    { Dockerfile: 'ARG PYTHON=3.7\nFROM python:${PYTHON}-alpine\nCMD ["python3"]\n' },
    { Dockerfile: 'FROM golang:1.17 AS build\nFROM debian:13\nCOPY --from=build /srv /srv\n' },
    { Dockerfile: 'FROM openjdk:11-jre-slim\nCMD ["java", "-version"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:trixie-slim\nCMD ["date"]\n' },
    { Dockerfile: 'FROM node:24-trixie\nCMD ["node"]\n' },
    { Dockerfile: 'FROM registry.example.org/node:16\nCMD ["node"]\n' },
    { Dockerfile: 'FROM python:3\nCMD ["python3"]\n' },
    { Dockerfile: 'ARG VERSION\nFROM python:${VERSION}\nCMD ["python3"]\n' },
    { Dockerfile: 'FROM debian:13 AS buster\nFROM buster\n' },
  ],
  references: [
    'https://endoflife.date/',
    'https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    let shipped: ReturnType<typeof shippedStages> | undefined;
    for (const image of stageImages(dockerfile, project)) {
      const { reference, stage } = image;
      const support = reference.tag && endedSupport(reference.familiarName, reference.tag.value);
      if (!support) continue;
      shipped ??= shippedStages(dockerfile, project);
      const what = support.ended.map(({ title, date }) => `${title} (since ${date.slice(0, 7)})`).join(' and ');
      const advice = support.successor ? `; move to ${support.successor}` : '; move to a release that does';
      findings.push({
        at: tagSpan(image, dockerfile.file.text),
        severity: shipped.has(stage) ? undefined : 'hint',
        message: `${what} get${support.ended.length > 1 ? '' : 's'} no security updates any more${advice}`,
        fixes: () => fixesFor(image, support, dockerfile, project),
      });
    }
    return findings;
  },
});

function fixesFor(
  image: StageImage,
  { successor }: EndedSupport,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): readonly Fix[] {
  const wanted = successor && writtenAlike(successor, image);
  const edit = wanted && changeBaseImage(image, wanted, dockerfile, project);
  return edit ? [{ title: `Change to "${wanted}"`, safety: 'suggestion', edits: [edit] }] : [];
}

/** The successor with registry and `library/` as the file writes them: `docker.io/library/debian:trixie`. */
function writtenAlike(successor: string, { text, reference: { familiarName } }: StageImage): string {
  const at = text.indexOf(familiarName);
  return at < 0 ? successor : `${text.slice(0, at)}${successor}`;
}

/** The tag where FROM writes it as it is, else all of the reference. */
function tagSpan({ base, reference: { tag } }: StageImage, text: string): Span {
  const within = tag && span(base.span.start + tag.span.start, base.span.start + tag.span.end);
  return within && slice(text, within) === tag.value && slice(text, base.span) === base.raw ? within : base.span;
}
