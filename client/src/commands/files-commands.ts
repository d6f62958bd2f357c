// The commands on files inside containers and volumes.
import type { Command } from './command.ts';
import { browseContainerFiles, browseVolumeFiles } from './files/browse-files.ts';
import { closeFiles, compareWithImage, copyFilePath, downloadFiles, refreshFiles } from './files/file-commands.ts';

export const filesCommands: readonly Command[] = [
  browseContainerFiles,
  browseVolumeFiles,
  downloadFiles,
  copyFilePath,
  compareWithImage,
  refreshFiles,
  closeFiles,
];
