// What is loaded when somebody looks at layers for the first time: a bundle of its own (dist/layers.js), because the
// extension's start should not pay for it.
export { instructionSizes } from './instruction-sizes.ts';
export { layersSession } from './layers-session.ts';
