// What is loaded when a build fails for the first time: a bundle of its own (dist/failures.js), because the extension's start
// should pay neither for a parser of Dockerfiles nor for what is known of failures.
export { jobFailureOf } from './failure.ts';
export { instructionPlace } from './instruction-place.ts';
