// The Builds view in the panel, its rows and its commands.
import { buildsViewId } from '../views/tree-node.ts';
import {
  type CommandContribution,
  type MenuPlace,
  onTrustedDisk,
  rowIs,
  type ViewContribution,
  type WelcomeContribution,
} from './contribution.ts';

export const buildsContainer = { id: 'slipway-builds', title: 'Builds', icon: '$(tools)' };

export const buildsView: ViewContribution = { id: buildsViewId, name: 'Builds', icon: 'tools' };

export const buildsWelcomes: readonly WelcomeContribution[] = [
  {
    view: buildsViewId,
    contents:
      'Nothing was built in this window yet. Choose a device, and see here what happens while its images are built.\n[Build for Device…](command:slipway.device.build)\n[Show Build Plan…](command:slipway.showBuildPlan)',
    when: onTrustedDisk,
  },
  {
    view: buildsViewId,
    contents:
      'Images are built of files on a disk, and the folders of this window are on none.\n[Show Build Plan…](command:slipway.showBuildPlan)',
    when: 'isWorkspaceTrusted && virtualWorkspace',
  },
  {
    view: buildsViewId,
    contents:
      'In Restricted Mode Slipway builds nothing.\n[Manage Workspace Trust](command:workbench.trust.manage)\n[Show Build Plan…](command:slipway.showBuildPlan)',
    when: '!isWorkspaceTrusted',
  },
];

const category = 'Slipway Builds';
const menu = 'view/item/context';
const row = (...facts: readonly string[]) => rowIs(buildsViewId, ...facts);
const title = `view == ${buildsViewId}`;
const hasBuilds = 'slipway:builds';

/** Where commands on images stand on a job that made one. */
export const onBuiltImage = (group: string, fact: 'image' | 'tagged' = 'image'): MenuPlace => ({
  menu,
  when: row('build-job', fact),
  group,
});

export const buildAgainPlaces: readonly MenuPlace[] = [
  { menu: 'view/title', when: `${title} && ${hasBuilds}`, group: 'navigation@1' },
];

export const cancelPlaces: readonly MenuPlace[] = [
  { menu: 'view/title', when: `${title} && slipway:buildRuns`, group: 'navigation@2' },
  { menu, when: row('build-run', 'running'), group: 'inline@1' },
  { menu, when: row('build-run', 'running'), group: '9_remove@1' },
];

export const buildViewContributions: readonly CommandContribution[] = [
  {
    id: 'slipway.build.showStepLog',
    title: 'Show Log',
    category,
    icon: 'output',
    palette: 'false',
    menus: [
      { menu, when: row('build-step'), group: 'inline@2' },
      { menu, when: row('build-step'), group: '2_look@1' },
    ],
  },
  {
    id: 'slipway.build.showLog',
    title: 'Show Build Log',
    category,
    icon: 'output',
    palette: hasBuilds,
    menus: [
      { menu, when: row('build-job'), group: 'inline@3' },
      { menu, when: row('build-job'), group: '2_look@1' },
      { menu, when: row('build-failure'), group: '2_look@2' },
    ],
  },
  {
    id: 'slipway.build.goToInstruction',
    title: 'Go to Instruction',
    category,
    icon: 'go-to-file',
    palette: 'false',
    menus: [
      { menu, when: row('build-step', 'instruction'), group: 'inline@1' },
      { menu, when: row('build-step', 'instruction'), group: '2_look@2' },
      { menu, when: row('build-failure', 'placed'), group: 'inline@1' },
      { menu, when: row('build-failure', 'placed'), group: '2_look@1' },
      { menu, when: row('build-warning'), group: '2_look@1' },
    ],
  },
  {
    id: 'slipway.build.compare',
    title: 'Compare with Previous Build',
    category,
    icon: 'diff',
    palette: hasBuilds,
    menus: [{ menu, when: row('build-job', 'compared'), group: '2_look@3' }],
  },
  {
    id: 'slipway.build.copyLog',
    title: 'Copy Log',
    category,
    palette: hasBuilds,
    menus: [
      { menu, when: row('build-job'), group: '5_copy@2' },
      { menu, when: row('build-step'), group: '5_copy@2' },
    ],
  },
  {
    id: 'slipway.build.clear',
    title: 'Clear Finished Builds',
    category,
    icon: 'clear-all',
    palette: 'slipway:buildEnded',
    menus: [{ menu: 'view/title', when: `${title} && slipway:buildEnded`, group: 'navigation@3' }],
  },
];
