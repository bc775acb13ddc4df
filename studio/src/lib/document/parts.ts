// Parts that are heavy and not always wanted: their code is fetched when they are first shown.
export const loadFlowGraph = async () => (await import('#lib/flow/FlowGraph.svelte')).default;
export const loadConversionDialog = async () =>
  (await import('#lib/conversion/ConversionDialog.svelte')).default;
