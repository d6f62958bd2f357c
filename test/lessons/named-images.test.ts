import { describe, expect, it } from 'vitest';
import { isCopyStep, isNpmStep, layersOfSteps } from '../../server/src/lessons/named-images.ts';

const step = (createdBy: string, size = 1) => ({ createdBy, size });

describe('The layer of each step', () => {
  it('is found in what BuildKit writes, where a RUN that changes nothing has one too', () => {
    const history = [
      step('# debian.sh --arch amd64'),
      step('CMD ["bash"]', 0),
      step('WORKDIR /app', 0),
      step('COPY . ./ # buildkit'),
      step('RUN /bin/sh -c echo "a new layer" # buildkit', 0),
      step('EXPOSE map[9854/tcp:{}]', 0),
    ];
    expect(layersOfSteps({ history, layers: ['base', 'folder', 'copied', 'nothing'] })).toEqual([
      { createdBy: 'WORKDIR /app', layer: 'folder' },
      { createdBy: 'COPY . ./ # buildkit', layer: 'copied' },
      { createdBy: 'RUN /bin/sh -c echo "a new layer" # buildkit', layer: 'nothing' },
    ]);
  });

  it('is found in what the old builder writes, which keeps no empty ones', () => {
    const history = [
      step('/bin/sh -c #(nop) ADD file:1 in / '),
      step('/bin/sh -c #(nop)  CMD ["bash"]', 0),
      step('/bin/sh -c #(nop) COPY dir:2 in ./ '),
      step('/bin/sh -c npm ci'),
      step('/bin/sh -c echo "a new layer"', 0),
      step('/bin/sh -c #(nop)  EXPOSE 9854', 0),
    ];
    expect(layersOfSteps({ history, layers: ['base', 'copied', 'npm'] }).map(({ layer }) => layer)).toEqual([
      'base',
      'copied',
      'npm',
    ]);
  });

  it('is counted from the top, for a base image may tell less than it has', () => {
    const history = [step('COPY . ./ # buildkit')];
    expect(layersOfSteps({ history, layers: ['a', 'b', 'c'] }).map(({ layer }) => layer)).toEqual(['c']);
    expect(layersOfSteps({ history, layers: [] })).toEqual([]);
  });
});

it.each([
  ['COPY index.js ./ # buildkit', true, false],
  ['/bin/sh -c #(nop) COPY file:1 in ./ ', true, false],
  ['RUN /bin/sh -c npm ci --omit=dev # buildkit', false, true],
  ['/bin/sh -c npm install', false, true],
  ['COPY npm ci ./', true, false],
  ['RUN /bin/sh -c npm run build', false, false],
])('%s', (createdBy, copies, installs) => {
  expect([isCopyStep(createdBy), isNpmStep(createdBy)]).toEqual([copies, installs]);
});
