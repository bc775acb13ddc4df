import { tellUnknownEvent } from '../../build/machine/events-of.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, type LinkedPack } from '../../model/linked-pack.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import type { Rule } from '../rule.ts';

/** Types, events, conversions and ledgers that roles name are there. */
export const rolesNameThings: Rule = function* ({ linked }) {
  for (const { key, file, json } of linked.roles.values()) {
    for (const [type, grant] of Object.entries(asObject(json['types']))) {
      const pointer = pointerOf([key, 'types', type]);
      if (type !== '*' && !linked.types.has(type) && !linked.isAbsent('type', type)) {
        const suggestion = nearestName(type, linked.types.keys());
        yield { code: 'unknown-type', file, pointer, atKey: true, params: { name: type, suggestion } };
      }
      yield* unknownEvents(asObject(grant)['events'], type, { file, pointer: `${pointer}/events` }, linked);
      const at = { file, pointer: `${pointer}/conversions` };
      yield* unknown('conversion', asObject(grant)['conversions'], at, linked);
    }
    yield* unknown(
      'conversion',
      json['conversions'],
      { file, pointer: pointerOf([key, 'conversions']) },
      linked,
    );
    yield* unknown('ledger', json['ledgers'], { file, pointer: pointerOf([key, 'ledgers']) }, linked);
  }
};

type At = Pick<Finding, 'file' | 'pointer'>;

function unknownEvents(
  json: Json | undefined,
  type: string,
  { file, pointer }: At,
  linked: LinkedPack,
): readonly Finding[] {
  const types = type === '*' ? [...linked.types.keys()] : [type];
  const found: Finding[] = [];
  const tell = (finding: Finding): void => void found.push(finding);
  for (const [index, event] of asList(json).map(String).entries())
    if (event !== '*')
      tellUnknownEvent(event, types, { file, pointer: `${pointer}/${index}` }, { linked, tell });
  return found;
}

function* unknown(
  kind: 'conversion' | 'ledger',
  json: Json | undefined,
  { file, pointer }: At,
  linked: LinkedPack,
): Iterable<Finding> {
  const known = kind === 'conversion' ? linked.conversions : linked.ledgers;
  for (const [index, name] of asList(json).map(String).entries()) {
    if (name === '*' || known.has(name) || linked.isAbsent(kind, name)) continue;
    const params = { name, suggestion: nearestName(name, known.keys()) };
    yield { code: `unknown-${kind}`, file, pointer: `${pointer}/${index}`, params };
  }
}
