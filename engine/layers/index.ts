// The door of layers.
export { canonicalText } from './canonical/canonical-json.ts';
export { canonicalFile, canonicalPack, contentMaterial } from './canonical/canonical-pack.ts';
export { compileLayers } from './overlay/compile-layers.ts';
export type { CompiledLayers, LayeredProblem } from './overlay/compile-layers.ts';
export { extractOverlay } from './overlay/extract-overlay.ts';
export type { Layer } from './overlay/layer.ts';
export { mergeLayers } from './overlay/merge-layers.ts';
export type { MergedPack, Origin } from './overlay/merge-layers.ts';
export { bringForward } from './language/bring-forward.ts';
export type { Forwarded } from './language/bring-forward.ts';
export { languageSteps, renameMember } from './language/language-steps.ts';
export type { LanguageStep } from './language/language-steps.ts';
