// Property tests take the same samples in every run, so that a change is judged by what it changes. The long run looks
// further: other samples each time, and fifty times as many; fast-check prints the seed of a failure, SLIPWAY_SEED
// repeats it.
import fc from 'fast-check';

const isLong = process.env['SLIPWAY_TEST_LONG'] === '1';
const given = process.env['SLIPWAY_SEED'];

fc.configureGlobal({
  seed: given === undefined ? (isLong ? Date.now() : 20) : Number(given),
  ...(isLong ? { numRuns: 5_000 } : {}),
});
