import type { ComputeStep, Field } from '../model/type.ts';
import { tableOf } from './field-paths.ts';

/** Steps in dependency order; a cycle is told as the fields that wait for each other. */
export interface StepOrder {
  readonly steps: readonly ComputeStep[];
  readonly cycles: readonly (readonly Field[])[];
}

/** Orders formulas, fills and defaults so that each comes after the steps that make what it reads. */
export function orderSteps(byPath: ReadonlyMap<string, Field>): StepOrder {
  const steps = [...byPath.values()].flatMap((field) => stepsOf(field, byPath));
  const makers = new Map<string, ComputeStep[]>();
  for (const step of steps) makers.set(step.field.path, [...(makers.get(step.field.path) ?? []), step]);
  const ordered: ComputeStep[] = [];
  const cycles: Field[][] = [];
  const state = new Map<ComputeStep, 'open' | 'done'>();
  const trail: ComputeStep[] = [];
  const visit = (step: ComputeStep): void => {
    if (state.get(step) === 'done') return;
    if (state.get(step) === 'open') {
      cycles.push(trail.slice(trail.indexOf(step)).map((each) => each.field));
      return;
    }
    state.set(step, 'open');
    trail.push(step);
    for (const path of fieldsRead(step, byPath))
      for (const maker of makers.get(path) ?? []) if (mustPrecede(maker, step)) visit(maker);
    trail.pop();
    state.set(step, 'done');
    ordered.push(step);
  };
  for (const step of steps) visit(step);
  return { steps: ordered, cycles };
}

function stepsOf(field: Field, byPath: ReadonlyMap<string, Field>): ComputeStep[] {
  const table = tableOf(field.path, byPath);
  if (field.live) return [];
  // A formula leaves no room for a proposal; a default is there before a fill may replace it.
  if (field.formula !== null) return [{ table, field, expr: field.formula, mode: 'formula' }];
  const steps: ComputeStep[] = [];
  if (field.defaultTo !== null) steps.push({ table, field, expr: field.defaultTo, mode: 'default' });
  if (field.fill !== null) steps.push({ table, field, expr: field.fill, mode: 'fill' });
  return steps;
}

/** A proposal may read its own earlier value; a formula may not. */
function mustPrecede(maker: ComputeStep, step: ComputeStep): boolean {
  return maker.field !== step.field || (step.mode === 'formula' && maker === step);
}

/** Dotted paths of this record's own fields that the step reads; `doc.lines[]` (whole lines) opens into their columns. */
function fieldsRead(step: ComputeStep, byPath: ReadonlyMap<string, Field>): Set<string> {
  const result = new Set<string>();
  for (const read of step.expr.reads) {
    const path = ownPath(read, step.table);
    const known = path === null ? null : longestKnown(path, byPath);
    if (known === null) continue;
    result.add(known);
    if (read.endsWith('[]') || byPath.get(known)?.kind === 'object')
      for (const other of byPath.keys()) if (other.startsWith(`${known}.`)) result.add(other);
  }
  return result;
}

function ownPath(read: string, table: string | null): string | null {
  const [root = '', ...names] = read.replaceAll('[]', '').split('.');
  const rest = names.join('.');
  if (rest === '') return null;
  if (root === 'doc') return rest;
  if (root === 'line' && table !== null) return `${table}.${rest}`;
  if (root === 'parent' && table !== null) {
    const outer = table.lastIndexOf('.');
    return outer < 0 ? rest : `${table.slice(0, outer)}.${rest}`;
  }
  return null;
}

/** `partner.name` walks out of the record at `partner`: that is the field read here. */
function longestKnown(path: string, byPath: ReadonlyMap<string, Field>): string | null {
  for (let known = path; known !== ''; known = known.slice(0, Math.max(known.lastIndexOf('.'), 0)))
    if (byPath.has(known)) return known;
  return null;
}
