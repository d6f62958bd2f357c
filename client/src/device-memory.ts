// Which device type the user picked in this workspace. It is kept in VS Code's own memory of the workspace and not
// written into its settings: which device lies on somebody's desk is not the team's business, and a pick must not show
// up in version control. A team sets `slipway.device`, or `device` in `.slipway.yaml`, for everybody.
import * as vscode from 'vscode';

const pickKey = 'slipway.device';
const recentKey = 'slipway.recentDevices';
const recentCount = 8;

/** `settings`: nothing was picked, so the settings decide. */
export type DevicePick =
  | { readonly kind: 'settings' }
  | { readonly kind: 'none' }
  | { readonly kind: 'device'; readonly slug: string };

export interface DeviceMemory extends vscode.Disposable {
  readonly pick: DevicePick;
  /** Slugs picked lately in any workspace and what was built for, platforms such as `linux/arm64` too; the last one first. */
  readonly recent: readonly string[];
  /** What something was built for; it is not picked by that. */
  used(words: readonly string[]): Promise<void>;
  remember(pick: DevicePick): Promise<void>;
  readonly onDidChange: vscode.Event<void>;
}

export function deviceMemory(workspace: vscode.Memento, everywhere: vscode.Memento): DeviceMemory {
  const changed = new vscode.EventEmitter<void>();
  return {
    onDidChange: changed.event,
    get pick(): DevicePick {
      const stored = workspace.get<string | null>(pickKey);
      if (stored === undefined) return { kind: 'settings' };
      return stored === null ? { kind: 'none' } : { kind: 'device', slug: stored };
    },
    get recent() {
      return everywhere.get<readonly string[]>(recentKey, []);
    },
    async used(words) {
      const others = this.recent.filter(it => !words.includes(it));
      await everywhere.update(recentKey, [...words, ...others].slice(0, recentCount));
    },
    async remember(pick) {
      const stored = pick.kind === 'device' ? pick.slug : pick.kind === 'none' ? null : undefined;
      await workspace.update(pickKey, stored);
      if (pick.kind === 'device') await this.used([pick.slug]);
      changed.fire();
    },
    dispose: () => changed.dispose(),
  };
}

/** The settings as the server gets them: the pick takes the place of the setting. */
export function withPick(settings: unknown, pick: DevicePick): unknown {
  if (pick.kind === 'settings') return settings;
  const given = typeof settings === 'object' && settings !== null ? settings : {};
  return { ...given, device: pick.kind === 'device' ? pick.slug : null };
}
