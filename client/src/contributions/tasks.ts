// What tasks.json may say of builds, and how their output is read.
import { onTrustedDisk } from './contribution.ts';

const texts = (description: string, more: object = {}): object => ({
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
  description,
  ...more,
});

export const taskDefinitions: readonly unknown[] = [
  {
    type: 'slipway',
    required: ['path'],
    properties: {
      path: {
        type: 'string',
        description:
          'What is built: a Dockerfile, a Dockerfile.template, a Compose file or a folder, from the workspace folder.',
      },
      device: texts(
        'What it is built for: device types such as raspberrypi4-64, or platforms such as linux/arm64. Without it the selected device or the fleet’s default counts, else the builder’s own platform.',
        { examples: ['raspberrypi4-64', 'linux/arm64'] },
      ),
      services: texts('Services of the Compose file. Without it all are built.'),
      target: { type: 'string', description: 'The stage up to which is built.' },
      tag: { type: 'string', description: 'Tag of the images that Compose gives no name. Without it: latest.' },
      severalPlatforms: {
        type: 'string',
        enum: ['suffix', 'one-image'],
        enumDescriptions: [
          'An image for each platform, told apart by the end of their tags and kept by the engine.',
          'One image for all of them under one name, built and pushed by buildx. It replaces what the registry has under that name.',
        ],
        description: 'What becomes of several devices or platforms. Without it: an image for each.',
      },
      registry: {
        type: 'string',
        description: 'In front of the names of images that Compose gives no name, such as registry.example/team.',
      },
      arguments: {
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'Build arguments. Secrets do not belong here.',
      },
    },
    when: onTrustedDisk,
  },
];

/** Reads lines such as `/shop/Dockerfile:3:1: error: …`. */
export const problemMatchers: readonly unknown[] = [
  {
    name: 'slipway',
    label: 'Slipway builds',
    // That of the diagnostics which a build that failed shows by itself: a problem is there once.
    owner: 'slipway-build',
    source: 'Slipway',
    fileLocation: 'absolute',
    pattern: {
      regexp: '^((?:[A-Za-z]:)?[^:]+):(\\d+):(\\d+): (error|warning): (.*)$',
      ...{ file: 1, line: 2, column: 3, severity: 4, message: 5 },
    },
  },
];
