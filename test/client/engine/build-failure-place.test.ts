// Names of steps as builders write them, and the instruction of the Dockerfile each one means.
import { describe, expect, it } from 'vitest';
import { failurePlace } from '../../../client/src/engine/build/failure-place.ts';
import { stepName } from '../../../client/src/engine/build/step-name.ts';

const instruction = { kind: 'instruction', counting: 'buildkit' } as const;

describe('The name of a step', () => {
  it.each([
    ['[2/3] RUN make', { ...instruction, number: 2, total: 3, text: 'RUN make' }],
    ['[hull  4/12] COPY . /src', { ...instruction, stage: 'hull', number: 4, total: 12, text: 'COPY . /src' }],
    [
      '[linux/arm/v7 stage-1 1/2] FROM docker.io/library/alpine:3@sha256:00',
      {
        ...instruction,
        platform: 'linux/arm/v7',
        stage: 'stage-1',
        number: 1,
        total: 2,
        text: 'FROM docker.io/library/alpine:3@sha256:00',
      },
    ],
    ['[internal] load build context', { kind: 'internal', text: 'load build context' }],
    ['[linux/arm64 internal] load metadata for x', { kind: 'internal', text: 'load metadata for x' }],
    ['exporting to image', { kind: 'internal', text: 'exporting to image' }],
    [
      '[auth] hull:pull token for localhost:5000',
      { kind: 'internal', text: '[auth] hull:pull token for localhost:5000' },
    ],
    ['Step 3/7 : RUN make', { kind: 'instruction', counting: 'classic', number: 3, total: 7, text: 'RUN make' }],
    ['[1/2] STEP 2/3: RUN make', { kind: 'instruction', counting: 'classic', number: 2, total: 3, text: 'RUN make' }],
    ['', { kind: 'internal', text: '' }],
    ['[2/x] y', { kind: 'internal', text: '[2/x] y' }],
  ])('%s', (name, expected) => {
    expect(stepName(name)).toEqual(expected);
  });
});

const stages = `# syntax=docker/dockerfile:1
ARG BASE=alpine:3
FROM \${BASE} AS hull
ARG KEEL=oak
ENV WOOD=\${KEEL}
WORKDIR /src
COPY a \\
  # planks
  b /src/
RUN <<EOF
make
make install
EOF
FROM hull AS mast
RUN sail \\
  && hoist
FROM scratch
COPY --from=mast /out /
COPY <<EOF /note
afloat
EOF
`;

const one = 'FROM alpine:3\nUSER 7\nRUN one\nRUN two\n';

/** Kind and first line of the place. */
const placeIn = (text: string, step: string, message = '') => {
  const failed = step === '' ? undefined : ({ digest: 'd', name: step, state: 'failed' } as const);
  const place = failurePlace(text, { message, step: failed });
  return place && [place.kind, text.slice(place.span.start, place.span.end).split('\n')[0]];
};

describe('The place of a failure', () => {
  it.each([
    ['[hull 1/4] FROM docker.io/library/alpine:3', ['instruction', 'FROM ${BASE} AS hull']],
    ['[hull 2/4] WORKDIR /src', ['instruction', 'WORKDIR /src']],
    ['[hull 3/4] COPY a   b /src/', ['instruction', 'COPY a \\']],
    ['[hull 4/4] RUN <<EOF (make...)', ['instruction', 'RUN <<EOF']],
    ['[mast 1/1] RUN sail   && hoist', ['instruction', 'RUN sail \\']],
    ['[stage-2 1/2] COPY --from=mast /out /', ['instruction', 'COPY --from=mast /out /']],
    ['[stage-2 2/2] COPY <<EOF /note', ['instruction', 'COPY <<EOF /note']],
    // The base image of `hull` has a trigger that makes a layer.
    ['[hull 2/5] RUN npm install', ['trigger', 'FROM ${BASE} AS hull']],
    ['[hull 3/5] WORKDIR /src', ['instruction', 'WORKDIR /src']],
    // A base in a variable that is an earlier stage is not counted.
    ['[hull 1/3] WORKDIR /src', ['instruction', 'WORKDIR /src']],
    // Another keyword stands there: it is not the file that was built.
    ['[hull 2/4] RUN make', undefined],
    ['[keel 1/2] RUN make', undefined],
    ['[hull 1/2] WORKDIR /src', undefined],
    ['[hull 9/4] RUN make', undefined],
    ['exporting to image', undefined],
    ['Step 1/9 : ARG BASE=alpine:3', ['instruction', 'ARG BASE=alpine:3']],
    ['Step 7/9 : RUN <<EOF', ['instruction', 'RUN <<EOF']],
    ['Step 7/9 : COPY a b', undefined],
  ])('of %s', (step, expected) => {
    expect(placeIn(stages, step)).toEqual(expected);
  });

  it('is known where a file has one stage, named or not', () => {
    expect(placeIn(one, '[2/3] RUN one')).toEqual(['instruction', 'RUN one']);
    expect(placeIn(one.replace('alpine:3', 'alpine:3 AS only'), '[3/3] RUN two')).toEqual(['instruction', 'RUN two']);
    expect(placeIn(stages, '[2/3] RUN one')).toBeUndefined();
  });

  it('is known by its words where the step is one of another build, too, and has its name there', () => {
    expect(placeIn(one, '[keel 3/9] RUN two')).toEqual(['instruction', 'RUN two']);
    expect(placeIn(one, '[keel 1/9] FROM docker.io/library/alpine:3@sha256:00')).toEqual([
      'base-image',
      'FROM alpine:3',
    ]);
    expect(placeIn(stages, '[keel 2/9] RUN sail   && hoist')).toEqual(['instruction', 'RUN sail \\']);
    expect(placeIn(`${one}RUN two\n`, '[keel 3/9] RUN two')).toBeUndefined();
  });

  it.each([
    ['FROM nowhere:1', 'docker.io/library/nowhere:1', 'FROM nowhere:1'],
    ['FROM team/app', 'docker.io/team/app:latest', 'FROM team/app'],
    ['FROM localhost:5000/hull:2 AS x', 'localhost:5000/hull:2', 'FROM localhost:5000/hull:2 AS x'],
    ['FROM a:1\nFROM b:1', 'docker.io/library/b:1', 'FROM b:1'],
    ['FROM a:1\nFROM $B', 'docker.io/library/c:1', 'FROM $B'],
  ])('of a base image that cannot be had: %s', (text, image, line) => {
    expect(placeIn(text, `[internal] load metadata for ${image}`)).toEqual(['base-image', line]);
  });

  it('is not told for an image the file does not name', () => {
    expect(placeIn('FROM a:1\n', '[internal] load metadata for docker.io/library/b:1')).toBeUndefined();
  });

  it.each([
    ['dockerfile parse error on line 3: unknown instruction: RUNN', ['instruction', 'RUNN true']],
    ['dockerfile parse error line 5: unknown instruction', ['instruction', 'RUN a \\']],
    ['dockerfile parse error on line 2: something', ['line', '']],
    ['dockerfile parse error on line 99: something', undefined],
    ['target stage "x" could not be found', undefined],
  ])('of %s', (message, expected) => {
    expect(placeIn('FROM a\n\n  RUNN true\nRUN a \\\n b\n', '', message)).toEqual(expected);
  });
});
