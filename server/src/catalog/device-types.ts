/** balena's device types and architectures. */

export interface DeviceType {
  readonly slug: string;
  readonly name: string;
  /** balena's name of the architecture: `aarch64`, `armv7hf`, `rpi`, `amd64`, `i386`, `i386-nlp`. */
  readonly arch: string;
  /** The Docker platform its images are built for, `linux/arm64`. */
  readonly platform: string;
  readonly aliases: readonly string[];
  readonly state: 'released' | 'discontinued' | 'unlisted' | 'private';
}
