import type { LinkedDefinition, LinkedTable } from '../model/linked-pack.ts';
import { asObject } from '../model/linked-pack.ts';
import type { Finding } from '../problems/finding.ts';
import { flattenForm } from './flatten-fields.ts';

/** A decision knows what it is asked and what it answers before any expression that asks it is built. */
export function linkDecision(definition: LinkedDefinition, findings: Finding[]): LinkedTable {
  const fields = (part: 'inputs' | 'outputs'): LinkedTable['inputs'] =>
    flattenForm(asObject(definition.json[part]), { file: definition.file, pointer: `/${part}` }, findings);
  return { ...definition, inputs: fields('inputs'), outputs: fields('outputs') };
}
