import type { ExprType, ScopeTypes } from '../expressions/types.ts';

const text: ExprType = { kind: 'text' };

const account: ReadonlyMap<string, ExprType> = new Map<string, ExprType>([
  ['id', text],
  ['name', text],
  ['email', text],
  ['roles', { kind: 'list', of: text }],
  ['teams', { kind: 'list', of: text }],
]);

/** Where a type says who users are, the fields of their records are fields of theirs. */
function userType(records: readonly string[]): ExprType {
  if (records.length === 0) return { kind: 'object', name: 'user', fields: account };
  const fields = new Map<string, ExprType>([...account, ['record', { kind: 'ref', types: records }]]);
  return { kind: 'object', name: 'user', fields, beyond: 'record' };
}

const company: ExprType = {
  kind: 'object',
  name: 'company',
  fields: new Map(
    ['id', 'key', 'title', 'country', 'currency', 'timeZone', 'locale'].map((key) => [key, text]),
  ),
};

/**
 * Names in scope everywhere: who, where and when.
 *
 * @param here   types of the places where people work
 * @param users  types whose records say who users are
 */
export function commonScope(
  settings: ExprType,
  here: readonly string[],
  users: readonly string[],
): ScopeTypes {
  const user = userType(users);
  const common: ScopeTypes = { user, company, settings, now: { kind: 'instant' }, today: { kind: 'date' } };
  return here.length === 0 ? common : { ...common, here: { kind: 'ref', types: here } };
}

/** A field of the header, or (with `line`) a column of a table. `parent` is what the line stands in. */
export function fieldScope(
  common: ScopeTypes,
  doc: ExprType,
  line: ExprType | null,
  parent: ExprType | null,
): ScopeTypes {
  return {
    ...common,
    doc,
    ...(line === null ? {} : { line }),
    ...(parent === null ? {} : { parent }),
  };
}

/** Guards and actions of a machine; `before` is the record as it is stored while they run, null for a new one. */
export function machineScope(common: ScopeTypes, doc: ExprType, input: ExprType): ScopeTypes {
  return { ...common, doc, before: doc, input };
}

/** What a conversion may look at, each place as far as it is there by then. */
export interface ConversionScope {
  readonly source: ExprType;
  /** The line taken, or the group or item that lines are made of. */
  readonly sourceLine?: ExprType | undefined;
  /** The line around a nested source line. */
  readonly parent?: ExprType | undefined;
  /** What is being made. */
  readonly target?: ExprType | undefined;
  /** The line that is being made. */
  readonly line?: ExprType | undefined;
}

export function conversionScope(common: ScopeTypes, names: ConversionScope): ScopeTypes {
  const there = Object.entries(names).filter(([, type]) => type !== undefined);
  return { ...common, ...(Object.fromEntries(there) as ScopeTypes) };
}
