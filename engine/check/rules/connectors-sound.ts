import type { Connector, Values } from '../../model/connector.ts';
import type { LinkedDefinition } from '../../model/linked-pack.ts';
import { asObject } from '../../model/linked-pack.ts';
import type { Field, RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { constantsOf } from '../constants-of.ts';
import { asKept, misfit } from '../misfit.ts';
import { partIdle } from '../part-idle.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { severalOf } from './reports-sound.ts';

/**
 * A connector does something, a file of rows holds single values, and what is filled from outside takes what is written
 * out for it and lacks nothing. @source definitions.md, Connectors
 */
export const connectorsSound: Rule = function* (pack) {
  for (const connector of pack.model.connectors.values()) {
    const written = pack.linked.connectors.get(connector.key);
    if (!written) continue;
    const { send, receive, ask, file } = connector;
    if (!send && !receive && !ask && !file)
      yield { code: 'connector-idle', severity: 'warning', file: written.file, pointer: '' };
    if (!send) yield* partIdle(written, 'answers', 'send');
    if (receive && receive.match === null && receive.event !== null)
      yield* idleIn(written, 'receive', 'event', 'match');
    yield* inFile(connector, written);
    yield* inReceived(connector, written, pack);
    yield* inAsked(connector, written, pack);
  }
};

function* idleIn(
  { file, json }: LinkedDefinition,
  around: string,
  part: string,
  needs: string,
): Iterable<Finding> {
  for (const finding of partIdle({ file, json: asObject(json[around]) }, part, needs))
    yield { ...finding, pointer: `/${around}${finding.pointer}` };
}

function* inFile({ file: written, port }: Connector, { file, json }: LinkedDefinition): Iterable<Finding> {
  if (port === 'file' && !written && json['receive'] === undefined && json['send'] === undefined)
    yield { code: 'grammar-required', file, pointer: '', params: { key: 'file' } };
  if (!written || written.format === 'json' || written.format === 'xml') return;
  for (const [key, { type }] of written.columns) {
    const found = severalOf(type);
    const place = { file, pointer: pointerOf(['file', 'columns', key]) };
    if (found !== null) yield { code: 'file-cell', ...place, params: { format: written.format, found } };
  }
}

/** What arrives becomes a record; a catalog's is whole at once. */
function* inReceived(
  { receive }: Connector,
  { file }: LinkedDefinition,
  pack: CheckedPack,
): Iterable<Finding> {
  const type = receive ? pack.model.types.get(receive.type) : undefined;
  if (!receive || !type) return;
  yield* inValues(receive.set, type.fields, { file, pointer: ['receive', 'set'] }, pack);
  if (type.kind !== 'catalog' || receive.event !== null) return;
  for (const field of type.fields.values())
    if (field.required.always && !receive.set.has(field.key) && !fillsItself(field))
      yield {
        code: 'required-unfilled',
        file,
        pointer: '/receive/set',
        params: { field: field.path, type: type.key },
      };
}

function fillsItself({ formula, defaultTo, fill }: Field): boolean {
  return formula !== null || defaultTo !== null || fill !== null;
}

function* inAsked(
  { ask, answers, type: key }: Connector,
  { file }: LinkedDefinition,
  pack: CheckedPack,
): Iterable<Finding> {
  const type = key === null ? undefined : pack.model.types.get(key);
  if (!type) return;
  if (ask) yield* inValues(ask.set, type.fields, { file, pointer: ['ask', 'set'] }, pack);
  for (const [name, { event, input }] of answers)
    yield* inValues(input, askedOf(type, event), { file, pointer: ['answers', name, 'input'] }, pack);
}

function askedOf({ machine }: RecordType, event: string): ReadonlyMap<string, Field> {
  const ways = machine?.transitions.filter((way) => way.event === event) ?? [];
  return new Map(ways.flatMap(({ asked }) => [...asked]));
}

function* inValues(
  values: Values,
  fields: ReadonlyMap<string, Field>,
  { file, pointer }: { readonly file: string; readonly pointer: readonly string[] },
  { validator }: CheckedPack,
): Iterable<Finding> {
  for (const [key, { tree }] of values) {
    const field = fields.get(key);
    if (!field || !tree) continue;
    const severity = tree.kind === 'constant' || tree.kind === 'negate' ? 'error' : 'warning';
    for (const value of constantsOf(tree)) {
      const why = misfit(field.schema, asKept(value, field.schema), validator);
      const place = { file, pointer: pointerOf([...pointer, key]) };
      if (why) yield { code: 'value-misfit', severity, ...place, params: { ...why, field: field.path } };
    }
  }
}
