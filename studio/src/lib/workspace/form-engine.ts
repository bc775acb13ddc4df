// What a page takes of the engine: forms. A module of its own, loaded when the first form is opened, so that a bundler
// carries nothing else of the door: no grammar, no rules, no verbs.
export { computeForm, findKey, listKey, loadModel, makeValidators } from '#engine';
