// The same for types whose fields ask decisions: what judges their tables is loaded with the first form of such a type.
export {
  computeDecidingForm as computeForm,
  findKey,
  listKey,
  loadDecidingModel as loadModel,
  makeValidators,
  sourceInForm,
} from '#engine';
