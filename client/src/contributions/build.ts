// Commands that plan and make images.
import { buildAgainPlaces, cancelPlaces } from './build-view.ts';
import { type CommandContribution, onTrustedDisk } from './contribution.ts';

const category = 'Slipway';
const isBuildFile = 'resourceLangId == dockercompose || resourceLangId == dockerfile';

const enablement = onTrustedDisk;

export const buildContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.device.build',
    title: 'Build for Device…',
    category,
    icon: 'tools',
    enablement,
    menus: [
      { menu: 'editor/title', when: isBuildFile, group: 'navigation@5' },
      { menu: 'explorer/context', when: isBuildFile, group: '7_slipway@3' },
      { menu: 'editor/context', when: isBuildFile, group: '7_slipway@3' },
    ],
    keys: [{ key: 'ctrl+k shift+b', mac: 'cmd+k shift+b', when: enablement }],
  },
  {
    id: 'slipway.device.buildWithOptions',
    title: 'Build with Options…',
    category,
    enablement,
  },
  {
    id: 'slipway.device.buildAgain',
    title: 'Build Again',
    category,
    icon: 'refresh',
    enablement,
    menus: buildAgainPlaces,
    keys: [{ key: 'ctrl+k b', mac: 'cmd+k b', when: enablement }],
  },
  {
    id: 'slipway.device.cancelBuild',
    title: 'Cancel Build…',
    category,
    icon: 'stop-circle',
    enablement: 'isWorkspaceTrusted',
    palette: 'slipway:buildRuns',
    menus: cancelPlaces,
  },
  {
    id: 'slipway.device.selectBuilder',
    title: 'Select Builder…',
    category,
    icon: 'server-process',
    enablement: 'isWorkspaceTrusted',
  },
  {
    id: 'slipway.showBuildPlan',
    title: 'Show Build Plan…',
    category,
    icon: 'list-tree',
    menus: [
      { menu: 'explorer/context', when: isBuildFile, group: '7_slipway@5' },
      { menu: 'editor/context', when: isBuildFile, group: '7_slipway@5' },
    ],
  },
];
