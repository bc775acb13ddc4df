// Where data has to be another for what was refused to be done: what is told, and what the condition reads.
import type { Expr } from '../model/expression.ts';
import type { Model } from '../model/model.ts';
import type { RecordType } from '../model/type.ts';
import type { Refusal } from '../problems/problem.ts';

/** A field of a type. */
export interface FieldPlace {
  readonly type: RecordType;
  readonly path: string;
}

/** Places that the refusal itself names, in the record that was refused. */
export function placesTold(type: RecordType, { problems }: Refusal): readonly FieldPlace[] {
  return problems.map(({ pointer }) => ({
    type,
    path: pointer
      .split('/')
      .slice(1)
      .filter((part) => !/^(\d+|L\d+)$/.test(part))
      .join('.'),
  }));
}

/** Places that conditions read of a record (`doc.customer.blocked`), walked through references. */
export function placesRead(
  model: Model,
  type: RecordType,
  name: string,
  reads: readonly string[],
): readonly FieldPlace[] {
  return reads.flatMap((read) => {
    const [first, ...path] = read.replaceAll('[]', '').split('.');
    return first === name ? walked(model, type, path) : [];
  });
}

/** Places that the checks of fields read which a refusal names: of the record, and of the line that the field stands in. */
export function placesChecked(model: Model, type: RecordType, refusal: Refusal): readonly FieldPlace[] {
  return placesTold(type, refusal).flatMap(({ path }) => {
    const reads = (type.fieldByPath.get(path)?.checks ?? []).flatMap(({ expr }) => expr.reads);
    const table = path.split('.').slice(0, -1);
    const ofLine = reads.flatMap((read) => {
      const [first, ...inner] = read.split('.');
      return first === 'line' && table.length > 0 ? walked(model, type, [...table, ...inner]) : [];
    });
    return [...ofLine, ...placesRead(model, type, 'doc', reads)];
  });
}

/**
 * Places of records of catalogs that the ledgers of a document look at: what a balance is kept by (`key.doctor.places`),
 * and what such records post there themselves.
 */
export function placesOfLedgers(model: Model, type: RecordType): readonly FieldPlace[] {
  const ledgers = new Set(type.postings.map(({ ledger }) => ledger));
  return [...ledgers].flatMap((key) => [...placesKept(model, key), ...placesPosted(model, key)]);
}

function placesKept(model: Model, key: string): readonly FieldPlace[] {
  const ledger = model.ledgers.get(key);
  const exprs: readonly Expr[] = [
    ...(ledger?.constraints.map(({ check }) => check.expr) ?? []),
    ...(ledger?.derived.values() ?? []),
  ];
  return exprs.flatMap(({ reads }) =>
    reads.flatMap((read) => {
      const [first, dimension = '', ...path] = read.split('.');
      const refs = first === 'key' ? (ledger?.dimensions.get(dimension)?.refs ?? []) : [];
      return refs.flatMap((ref) => walked(model, model.types.get(ref), path));
    }),
  );
}

function placesPosted(model: Model, key: string): readonly FieldPlace[] {
  return [...model.types.values()].flatMap((type) =>
    type.kind !== 'catalog'
      ? []
      : type.postings.flatMap(({ ledger, measures }) =>
          ledger === key
            ? [...measures.values()].flatMap(({ reads }) => placesRead(model, type, 'doc', reads))
            : [],
        ),
  );
}

function walked(model: Model, type: RecordType | undefined, path: readonly string[]): readonly FieldPlace[] {
  if (type === undefined || path.length === 0) return [];
  for (let length = path.length; length > 0; length--) {
    const field = type.fieldByPath.get(path.slice(0, length).join('.'));
    if (field === undefined) continue;
    const rest = path.slice(length);
    if (rest.length === 0) return [{ type, path: field.path }];
    return (field.ref?.types ?? []).flatMap((key) => walked(model, model.types.get(key), rest));
  }
  return [];
}
