/** `$VAR` and `${VAR…}` of Compose: reading them, and their value once defaults are filled in. */
import type { Span } from '../../text/span.ts';

/** The pieces of a text in order. Spans speak of the text itself (offset 0 is its first character). */
export type InterpolatedText = readonly InterpolationPart[];

export type InterpolationPart =
  | { readonly kind: 'text'; readonly text: string; readonly at: Span }
  /** `$$`, which stands for one `$`. */
  | { readonly kind: 'dollar'; readonly at: Span }
  | InterpolatedVariable
  /** A `$` that starts nothing valid. */
  | { readonly kind: 'invalid'; readonly at: Span };

export interface InterpolatedVariable {
  readonly kind: 'variable';
  readonly at: Span;
  readonly name: string;
  readonly nameAt: Span;
  /** `:-`, `-`, `:?`, `?`, `:+`, `+`; undefined for none. */
  readonly operator: string | undefined;
  /** What follows the operator, itself interpolated. */
  readonly operand: InterpolatedText | undefined;
}
