// Parts that are heavy and not always wanted: their code is fetched when they are first shown.
import type { Component } from 'svelte';
import type { ConversionAnswer } from '#api';
import type { ActionState } from '#engine';

export interface FlowGraphProps {
  readonly type: string;
  readonly id: string;
}

export interface ConversionDialogProps {
  readonly sourceType: string;
  readonly sourceIds: readonly string[];
  readonly conversion: ActionState;
  readonly onclose: () => void;
  readonly ondone: (targets: ConversionAnswer['targets']) => void;
}

const flow = import.meta.glob<{ default: Component<FlowGraphProps> }>('../flow/FlowGraph.svelte');
const conversion = import.meta.glob<{ default: Component<ConversionDialogProps> }>('../conversion/ConversionDialog.svelte');

export const loadFlowGraph = async (): Promise<Component<FlowGraphProps>> => (await flow['../flow/FlowGraph.svelte']!()).default;
export const loadConversionDialog = async (): Promise<Component<ConversionDialogProps>> =>
  (await conversion['../conversion/ConversionDialog.svelte']!()).default;
