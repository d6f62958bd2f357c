// The commands on images.
import type { Command } from './command.ts';
import { loadImages, saveImages } from './images/archive-images.ts';
import { copyImageCommands } from './images/copy-image.ts';
import { inspectImage, showHistory } from './images/image-documents.ts';
import { pruneImages } from './images/prune-images.ts';
import { pullImage, pullImageAgain, pullImageForPlatform } from './images/pull-image.ts';
import { pushImage } from './images/push-image.ts';
import { removeImages } from './images/remove-images.ts';
import { runImage } from './images/run-image.ts';
import { tag } from './images/tag-image.ts';

export const imagesCommands: readonly Command[] = [
  runImage,
  pullImage,
  pullImageAgain,
  pullImageForPlatform,
  pushImage,
  tag,
  removeImages,
  inspectImage,
  showHistory,
  saveImages,
  loadImages,
  pruneImages,
  ...copyImageCommands,
];
