/**
 * The shape of one reason why a service is run privileged: how it shows, and which smaller grant does instead.
 * The table itself is `privilege-needs.ts`. Everything here is data; `project/privilege.ts` compares it with a service.
 */

/**
 * `high`: a published project or manual shows exactly this grant working. `medium`: put together from manuals and similar
 * projects. `low`: no smaller grant is known to work, so privileged stays and the user is only told why.
 */
export type Confidence = 'high' | 'medium' | 'low';

/**
 * What shows a need. In all patterns `*` stands for any characters.
 * Names of packages compare without case, and `_` equals `-`.
 */
export interface Signs {
  /** Packages of the distribution: apt, apk, dnf, zypper, pacman. */
  readonly os?: readonly string[];
  readonly pip?: readonly string[];
  /** Also what JavaScript requires or imports. */
  readonly npm?: readonly string[];
  readonly go?: readonly string[];
  readonly cargo?: readonly string[];
  /** Python modules and C headers, as imported. */
  readonly imports?: readonly string[];
  /**
   * `name word word…`: a command of this name (or of this path, when it holds a `/`) whose arguments hold the words in
   * this order, others may stand between. `a|b` is either; a word with `!` in front must not occur at all.
   */
  readonly commands?: readonly string[];
  /** Paths that are named, `/dev/i2c-*`. */
  readonly paths?: readonly string[];
  /** Paths that are written to. */
  readonly writes?: readonly string[];
  /** Repositories of the service's image or of the base images it is built on, without tag. */
  readonly images?: readonly string[];
  /** `NAME` or `NAME=value`. */
  readonly environment?: readonly string[];
  /** Kernel parameters that are set, `net.*`. */
  readonly sysctls?: readonly string[];
  /** Labels of the service that are switched on, without `io.balena.features.`. */
  readonly labels?: readonly string[];
  /** Calls in source files, as written up to and with the bracket. */
  readonly calls?: readonly string[];
  /** What the Dockerfile runs while the image is built, patterns as for `commands`. */
  readonly buildCommands?: readonly string[];
  /** Scripts and images that are started and could not be read; only as support for something else. */
  readonly unseen?: readonly string[];
  /** STOPSIGNAL of the Dockerfile. */
  readonly stopSignals?: readonly string[];
}

/** What to give in place of privileged. In records the key is what is granted and the value why, as the rest of a sentence. */
export interface Grant {
  /** In the order in which they are written. */
  readonly capabilities?: Readonly<Record<string, string>>;
  readonly devices?: readonly DeviceGrant[];
  /** `apparmor:unconfined`, `seccomp:unconfined`. */
  readonly securityOptions?: Readonly<Record<string, string>>;
  readonly tmpfs?: Readonly<Record<string, string>>;
  /** balena's feature labels without `io.balena.features.`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Sysctls that always go with the need, name → value. Those a service sets itself are added by `ownSysctls`. */
  readonly sysctls?: Readonly<Record<string, string>>;
  /** The kernel parameters found are written as `sysctls`. */
  readonly ownSysctls?: true;
  /** Why the service has to stand in the host's network. */
  readonly hostNetwork?: string;
  /** Size of /dev/shm. */
  readonly shmSize?: string;
}

export interface DeviceGrant {
  /** The nodes that serve the purpose: `/dev/i2c-*`. One of them that the service names is taken in place of `usual`. */
  readonly family: readonly string[];
  /** What to write when the service names none; empty when nothing can be guessed. */
  readonly usual: readonly string[];
  /** Why, as the rest of a sentence. */
  readonly why: string;
  /** `fixed`: every machine with the hardware calls it so. `numbered`: the number depends on the machine and must be checked. */
  readonly naming: 'fixed' | 'numbered';
  /** The group that owns it, to be added when the container does not run as root. */
  readonly group?: string;
}

export interface PrivilegeNeed {
  /** Kebab-case, unique. */
  readonly id: string;
  /** The need as a noun: `I2C`, `a VPN through TUN`. */
  readonly what: string;
  readonly confidence: Confidence;
  /** Each suffices by itself. */
  readonly signs: Signs;
  /** Weak: two of them suffice, or one when nothing else explains why the service is privileged. */
  readonly hints?: Signs;
  /** Weak: they add to a hint or to each other, but one alone never counts. */
  readonly support?: Signs;
  /** With one of these the service does not have the need, whatever else shows it. */
  readonly silencedBy?: Signs;
  /** Ids of needs that cover this one. */
  readonly coveredBy?: readonly string[];
  readonly grant: Grant;
  /** Why privileged has to stay, as a sentence without a full stop; given for `low` needs and only for them. */
  readonly blocker?: string;
  /** Something to know that no key can express, as a sentence without a full stop. */
  readonly advice?: string;
  /** Where the advice holds, when not everywhere. */
  readonly adviceFor?: 'balena';
  /** Where the facts come from. */
  readonly source: string;
}
