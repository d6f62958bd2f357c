import { describe, expect, it } from 'vitest';
import { buildsWelcomes } from '../../../client/src/contributions/build-view.ts';
import { commandContributions } from '../../../client/src/contributions/index.ts';
import { taskDefinitions } from '../../../client/src/contributions/tasks.ts';
import manifest from '../../../package.json';

const onDisk = [
  ...['slipway.device.build', 'slipway.device.buildWithOptions', 'slipway.device.buildAgain', 'slipway.device.run'],
  ...['slipway.compose.up', 'slipway.compose.upWithOptions', 'slipway.compose.down', 'slipway.compose.restart'],
  ...['slipway.balena.build', 'slipway.balena.deploy', 'slipway.balena.pushToDevice', 'slipway.balena.pushToFleet'],
];

describe('A workspace whose files are on no disk', () => {
  it.each(onDisk)('is nothing for %s, nor for its keys', id => {
    const command = commandContributions.find(it => it.id === id);
    expect(command?.enablement).toBe('isWorkspaceTrusted && !virtualWorkspace');
    for (const { when } of command?.keys ?? []) expect(when).toBe('isWorkspaceTrusted && !virtualWorkspace');
  });

  it('has no tasks, and the Builds view says why', () => {
    expect(taskDefinitions).toEqual([expect.objectContaining({ when: 'isWorkspaceTrusted && !virtualWorkspace' })]);
    const [only, ...others] = buildsWelcomes.filter(({ when }) => when.includes('&& virtualWorkspace'));
    expect(others).toEqual([]);
    expect(only?.contents).not.toContain('command:slipway.device.build');
  });

  it('may have an engine: nothing else asks for a disk, and package.json says so', () => {
    const asking = commandContributions.filter(({ enablement = '' }) => enablement.includes('virtualWorkspace'));
    const others = asking.map(({ id }) => id).filter(id => !onDisk.includes(id));
    expect(others).toEqual(['slipway.balena.deviceLogs', 'slipway.balena.deviceShell']);
    expect(manifest.capabilities.virtualWorkspaces.description).toMatch(/views of a container engine work/);
  });
});
