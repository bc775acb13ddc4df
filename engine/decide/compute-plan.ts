import type { ComputeStep, Field, RecordType } from '../model/type.ts';

/** A step with what decides whether a line may be kept from the last computation. */
export interface PlannedStep {
  readonly step: ComputeStep;
  /** Table of the record that it is in, and of that table's lines; null: none. */
  readonly table: string | null;
  readonly inner: string | null;
  /** Header fields that it reads, by key. */
  readonly headerReads: readonly string[];
  /** Reads what changes by itself or other lines: its table is computed again every time. */
  readonly restless: boolean;
}

export interface TablePlan {
  readonly key: string;
  readonly fields: ReadonlyMap<string, Field>;
}

/** How a type is computed; worked out once per type. */
export interface ComputePlan {
  readonly header: ReadonlyMap<string, Field>;
  readonly tables: readonly TablePlan[];
  readonly steps: readonly PlannedStep[];
}

const plans = new WeakMap<RecordType, ComputePlan>();

export function planOf(type: RecordType): ComputePlan {
  const known = plans.get(type);
  if (known) return known;
  const tables = [...type.fields.values()].filter((field) => field.kind === 'table');
  const tableKeys = new Set(tables.map((table) => table.key));
  const plan: ComputePlan = {
    header: new Map([...type.fields].filter(([key]) => !tableKeys.has(key))),
    tables: tables.map(({ key, fields }) => ({ key, fields: fields ?? new Map() })),
    steps: type.steps.map((step) => plannedStep(step, tableKeys)),
  };
  plans.set(type, plan);
  return plan;
}

function plannedStep(step: ComputeStep, tables: ReadonlySet<string>): PlannedStep {
  const roots = step.expr.reads.map((read) => read.split(/[.[]/, 2) as [string, string?]);
  const restless = roots.some(
    ([name, field]) =>
      name === 'now' || name === 'before' || (name === 'doc' && (field === undefined || tables.has(field))),
  );
  const [table = null, inner = null] = step.table?.split('.', 2) ?? [];
  const headerReads = roots.flatMap(([name, field]) =>
    (name === 'doc' || (name === 'parent' && inner === null)) && field !== undefined ? [field] : [],
  );
  return { step, table, inner, headerReads: [...new Set(headerReads)], restless };
}
