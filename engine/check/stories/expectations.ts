// What a story expects can be found wrong only where something is named that is there.
import { eventsOf } from '../../build/machine/events-of.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { asList, asObject, asText } from '../../model/linked-pack.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { isRefusalCode, refusalCodes } from '../../problems/refusal.ts';
import { atKey, missing, under, unknownKeys, type At, type Cast } from './cast.ts';

/** Actions of every record beside its events and conversions. */
const actions = ['edit', 'delete', 'settle', 'reopen', 'amend', 'opening', 'refill', 'restore', 'copy'];

/**
 * Fields, tracks and actions that are expected of a record. A state that is not there is found wrong when the story is
 * played, so a draft in which one is renamed still compiles.
 */
export function* unexpectable(expected: JsonObject, alias: string, cast: Cast, at: At): Iterable<Finding> {
  const type = cast.typeOf(alias);
  if (type === undefined) return;
  for (const [path, value] of Object.entries(asObject(expected['data'])))
    yield* unknownPath(type.fields, path.split('.'), value, atKey(under(at, 'data', path)));
  for (const part of ['progress', 'open'])
    yield* unknownKeys('unknown-track', asObject(expected[part]), type.tracks.keys(), under(at, part));
  const known = actionsOf(type, cast);
  for (const key of Object.keys(asObject(expected['actions'])))
    if (!known.has(key) && !cast.linked.isAbsent('conversion', key))
      yield missing('unknown-action', key, known, atKey(under(at, 'actions', key)), { type: type.key });
}

function actionsOf({ key }: RecordType, { pack, linked }: Cast): ReadonlySet<string> {
  const conversions = pack.model.conversionsFrom.get(key) ?? [];
  return new Set([...eventsOf(linked, key), ...conversions.map((conversion) => conversion.key), ...actions]);
}

type Fields = ReadonlyMap<string, Field>;

/** A path into a record's data: `note`, `lines.L1.net`, a table by line id. */
function* unknownPath(fields: Fields, path: readonly string[], value: Json, at: At): Iterable<Finding> {
  const [name = '', ...rest] = path;
  const field = fields.get(name);
  if (field === undefined) {
    yield missing('unknown-field', name, fields.keys(), at);
    return;
  }
  const inner = field.fields ?? new Map<string, Field>();
  const deeper = field.kind === 'table' ? rest.slice(1) : rest;
  if (field.kind !== 'table' && field.kind !== 'object') {
    const [beyond] = rest;
    if (beyond !== undefined) yield missing('unknown-field', beyond, [], at);
  } else if (deeper.length > 0) yield* unknownPath(inner, deeper, value, at);
  else
    for (const row of field.kind === 'table' && rest.length === 0 ? Object.values(asObject(value)) : [value])
      for (const [column, one] of Object.entries(asObject(row)))
        yield* unknownPath(inner, column.split('.'), one, at);
}

/** Ledgers, their dimensions and figures. */
export function* unexpectableBalances(expected: Json | undefined, cast: Cast, at: At): Iterable<Finding> {
  const { ledgers } = cast.pack.model;
  for (const [index, json] of asList(expected).entries()) {
    const one = asObject(json);
    const key = asText(one['ledger']);
    const ledger = ledgers.get(key ?? '');
    const here = under(at, String(index));
    if (key === null) continue;
    if (ledger === undefined) {
      if (!cast.linked.isAbsent('ledger', key))
        yield missing('unknown-ledger', key, ledgers.keys(), under(here, 'ledger'));
      continue;
    }
    const figures = [...ledger.measures.keys(), ...ledger.derived.keys()];
    yield* unknownKeys(
      'unknown-dimension',
      asObject(one['where']),
      ledger.dimensions.keys(),
      under(here, 'where'),
      { ledger: key },
    );
    yield* unknownKeys('unknown-measure', asObject(one['figures']), figures, under(here, 'figures'), {
      ledger: key,
    });
  }
}

/** A code that no refusal has is never met. */
export function* unknownRefusal(refused: Json | undefined, at: At): Iterable<Finding> {
  const code = asText(asObject(refused)['code']);
  if (code !== null && !isRefusalCode(code))
    yield missing('unknown-refusal', code, refusalCodes, under(at, 'code'));
}
