/** Which stages, images and programs a target needs. */
import { expect, test } from 'vitest';
import { type Asked, buildOf } from './planned.ts';

const needsOf = async (Dockerfile: string, asked: Asked = {}) => {
  const { stages, baseImages, runs } = await buildOf({ Dockerfile }, asked);
  return {
    stages: stages.map(({ index, name }) => name ?? index),
    images: baseImages.map(({ reference, written, use, platform }) =>
      [reference ?? `?${written}`, use, platform].filter(Boolean).join(' '),
    ),
    runs,
  };
};

const chain = `FROM alpine:3.22 AS tools
RUN apk add make
FROM tools AS build
COPY . .
FROM busybox:1 AS unused
RUN true
FROM scratch AS final
COPY --from=build /a /a
COPY --from=1 /b /b
`;

test.each<[says: string, file: string, asked: Asked, expected: Awaited<ReturnType<typeof needsOf>>]>([
  [
    'the last stage and what it is made of',
    chain,
    {},
    { stages: ['tools', 'build', 'final'], images: ['alpine:3.22 from'], runs: true },
  ],
  [
    'a stage that is asked for',
    chain,
    { target: 'UNUSED' },
    { stages: ['unused'], images: ['busybox:1 from'], runs: true },
  ],
  ['a stage by its number', chain, { target: '0' }, { stages: ['tools'], images: ['alpine:3.22 from'], runs: true }],
  ['no program', 'FROM alpine:3.22\nCOPY a b\n', {}, { stages: [0], images: ['alpine:3.22 from'], runs: false }],
  [
    'images that files are taken from, mounts too',
    'FROM scratch AS a\nFROM debian:13\nCOPY --from=busybox:1 /a /a\nRUN --mount=type=bind,from=golang:1,target=/g --mount=from=a,target=/x true\n',
    { platforms: ['linux/arm64'] },
    {
      stages: ['a', 1],
      images: ['debian:13 from linux/arm64', 'busybox:1 copy linux/arm64', 'golang:1 copy linux/arm64'],
      runs: true,
    },
  ],
  [
    'platforms of their own',
    'FROM --platform=$BUILDPLATFORM golang:1 AS b\nFROM --platform=linux/amd64 alpine:3\nCOPY --from=b /a /a\n',
    { platforms: ['raspberrypi3'] },
    { stages: ['b', 1], images: ['golang:1 from builder', 'alpine:3 from linux/amd64'], runs: false },
  ],
  [
    'arguments in FROM: defaults, those that are given, the platform’s',
    'ARG V=1\nARG W=${V}.2\nARG X\nFROM a:$V AS a\nFROM b:${W} AS b\nFROM c:${TARGETARCH}${TARGETVARIANT}-${X:-x} AS c\nFROM d:$X\nCOPY --from=a / /\nCOPY --from=b / /\nCOPY --from=c / /\n',
    { platforms: ['raspberrypi3'], arguments: { V: '9' } },
    {
      stages: ['a', 'b', 'c', 3],
      images: [
        'a:9 from linux/arm/v7',
        'b:9.2 from linux/arm/v7',
        'c:armv7-x from linux/arm/v7',
        '?d:$X from linux/arm/v7',
      ],
      runs: false,
    },
  ],
  [
    'a stage named by an argument',
    'ARG S=one\nFROM scratch AS one\nFROM alpine:3 AS two\nFROM $S\n',
    { arguments: { S: 'two' } },
    { stages: ['two', 2], images: ['alpine:3 from'], runs: false },
  ],
  [
    'what is not known',
    'FROM --platform=$BUILDPLATFORM x:$BUILDARCH\n',
    {},
    { stages: [0], images: ['?x:$BUILDARCH from builder'], runs: false },
  ],
  ['nothing of an empty file', '# nothing\n', {}, { stages: [], images: [], runs: false }],
])('%s', async (_, file, asked, expected) => {
  expect(await needsOf(file, asked)).toEqual(expected);
});

test('a named context takes the place of an image', async () => {
  const files = {
    'compose.yaml': 'services:\n  a:\n    build: { context: ., additional_contexts: { alpine: ./x, src: ./y } }\n',
    Dockerfile: 'FROM alpine\nCOPY --from=src / /\n',
  };
  expect((await buildOf(files)).baseImages).toEqual([]);
});
