// Property tests take the same samples in every run, so that a change is judged by what it changes; the long runs set
// SLIPWAY_SEED to look further.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SLIPWAY_SEED'] ?? 20) });
