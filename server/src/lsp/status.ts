/** What the status entry and the device picker show, in the shapes of `custom-requests.ts`. */
import { type DeviceType, deviceTypes } from '../catalog/device-types.ts';
import type { Project } from '../project/project.ts';
import { rules } from '../rules/index.ts';
import { basename } from '../text/path.ts';
import type { DeviceChoice, DocumentStatus, RuleName } from './custom-requests.ts';

/** @param nameOf how a path is shown to the user */
export function documentStatus(project: Project, nameOf: (path: string) => string): DocumentStatus {
  const { dialect, dialectEvidence: evidence, device } = project;
  return {
    dialect,
    ...(evidence ? { evidence: words(evidence) } : {}),
    ...(device ? { device: deviceChoice(device) } : {}),
  };

  function words({ path, reason }: NonNullable<Project['dialectEvidence']>): string {
    return reason.includes(basename(path)) ? reason : `${nameOf(path)}: ${reason}`;
  }
}

/** Discontinued ones are still built for; private ones belong to somebody else. */
export function deviceChoices(): readonly DeviceChoice[] {
  return deviceTypes.filter(type => type.state !== 'private').map(deviceChoice);
}

export function ruleNames(): readonly RuleName[] {
  return rules.map(({ id, aka = [] }) => ({ id, aka }));
}

function deviceChoice({ slug, name, arch, platform, state }: DeviceType): DeviceChoice {
  return { slug, name, arch, platform, state };
}
