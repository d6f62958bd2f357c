// The commands on containers.
import type { Command } from './command.ts';
import { commitContainer } from './containers/commit-container.ts';
import { inspectContainer, showChanges, showProcesses } from './containers/container-documents.ts';
import { copyCommands } from './containers/copy.ts';
import { exportContainer } from './containers/export-container.ts';
import { lifeCommands } from './containers/life.ts';
import { openInBrowser } from './containers/open-in-browser.ts';
import { removeContainers } from './containers/remove-containers.ts';
import { renameContainer } from './containers/rename-container.ts';
import { sendSignal } from './containers/send-signal.ts';
import { showLifeCycle } from './containers/show-life-cycle.ts';
import { showUsage } from './containers/show-usage.ts';
import { refreshDocument } from './refresh-document.ts';

export const containersCommands: readonly Command[] = [
  ...lifeCommands,
  sendSignal,
  removeContainers,
  renameContainer,
  inspectContainer,
  showUsage,
  showLifeCycle,
  showProcesses,
  showChanges,
  openInBrowser,
  ...copyCommands,
  commitContainer,
  exportContainer,
  refreshDocument,
];
