// Takes the names of steps apart, as builders write them: `[linux/arm64 build 2/5] RUN make`, `[internal] load build
// context`, `exporting to image`, and `Step 2/5 : RUN make` of the classic builder.

export type StepName =
  /** What an instruction of the Dockerfile, or of an ONBUILD of its base image, does. */
  | {
      readonly kind: 'instruction';
      /** Whose way of counting it is: BuildKit counts per stage, and only what makes a layer. */
      readonly counting: 'buildkit' | 'classic';
      /** As BuildKit writes it, `stage-1` without a name; absent where the Dockerfile has one stage, and when classic. */
      readonly stage?: string;
      /** `linux/arm64`, `linux/amd64->arm64`; absent unless several are built. */
      readonly platform?: string;
      /** From one. */
      readonly number: number;
      readonly total: number;
      /** The instruction with variables filled in, its lines joined. */
      readonly text: string;
    }
  /** The builder's own work: reading files, exporting, asking registries. */
  | { readonly kind: 'internal'; readonly text: string };

const classic = /^(?:\[\d+\/\d+\] )?step (\d{1,6})\/(\d{1,6}) ?: (.*)$/is;
const bracketed = /^\[([^\]]{1,300})\] (.*)$/s;
const count = /^(\d{1,6})\/(\d{1,6})$/;

export function stepName(name: string): StepName {
  const step = classic.exec(name);
  if (step) {
    const [, number, total, text = ''] = step;
    return {
      kind: 'instruction',
      counting: 'classic',
      number: Number(number),
      total: Number(total),
      text: text.trim(),
    };
  }
  const [, inside = '', text = ''] = bracketed.exec(name) ?? [];
  const words = inside.split(' ').filter(word => word !== '');
  const counted = count.exec(words.pop() ?? '');
  if (counted) {
    const stage = words.find(word => !word.includes('/'));
    const platform = words.find(word => word.includes('/'));
    return {
      kind: 'instruction',
      counting: 'buildkit',
      number: Number(counted[1]),
      total: Number(counted[2]),
      text,
      ...(stage === undefined ? {} : { stage }),
      ...(platform === undefined ? {} : { platform }),
    };
  }
  return { kind: 'internal', text: /\binternal$/.test(inside) ? text : name };
}
