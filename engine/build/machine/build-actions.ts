import type { ExprType, ScopeTypes } from '../../expressions/types.ts';
import type { Json } from '../../model/json.ts';
import { asList, asObject, asText, type LinkedType, type Origin } from '../../model/linked-pack.ts';
import type { Action, ActionKind, LedgerAction } from '../../model/machine.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import { booleanType } from '../build-check.ts';
import type { Workshop } from '../workshop.ts';
import { buildSet } from './build-set.ts';
import { buildConvertSources } from './convert-sources.ts';
import { tellUnknownEvent } from './events-of.ts';
import { fieldExpressions, formExpressions } from './named-expressions.ts';
import { recordExpression } from './record-expression.ts';
import { outwardBuilders, type ActionPlace } from './outward-actions.ts';

type ActionBuilder = (place: ActionPlace) => ActionKind;

const aList: ExprType = { kind: 'list', of: { kind: 'any' } };

/** The fixed set of actions; a new one is one entry here and one in the grammar. */
const builders: Readonly<Record<Action['type'], ActionBuilder>> = {
  ...outwardBuilders,
  assignNumber({ params, origin, scope, workshop, when }) {
    const series = asText(params['series']) ?? '';
    const known = workshop.linked.series.get(series);
    const byText = asText(params['by']);
    if (!known && !workshop.linked.isAbsent('series', series))
      workshop.tell({
        code: 'unknown-series',
        ...under(origin, 'series'),
        params: { name: series, suggestion: nearestName(series, workshop.linked.series.keys()) },
      });
    const isShown = (asText(known?.json['pattern']) ?? '').includes('{by}');
    if (known && isShown !== (byText !== null))
      workshop.tell({
        code: 'series-by',
        ...under(origin, byText === null ? 'series' : 'by'),
        params: { series },
      });
    const by =
      byText === null ? null : workshop.expression(under(origin, 'by'), byText, scope, { kind: 'text' });
    return { type: 'assignNumber', series, by, when };
  },
  set: buildSet,
  convert(place) {
    const { params, origin, scope, type, workshop, when } = place;
    const key = asText(params['conversion']) ?? '';
    const then = asText(params['then']);
    const conversion = workshop.linked.conversions.get(key);
    if (conversion === undefined) {
      if (!workshop.linked.isAbsent('conversion', key))
        workshop.tell({
          code: 'unknown-conversion',
          ...under(origin, 'conversion'),
          params: { name: key, suggestion: nearestName(key, workshop.linked.conversions.keys()) },
        });
    } else {
      if (conversion.json['from'] !== type.key && params['sources'] === undefined)
        workshop.tell({
          code: 'convert-elsewhere',
          ...under(origin, 'conversion'),
          params: { name: key, type: type.key },
        });
      if (then !== null)
        tellUnknownEvent(then, [asText(conversion.json['to']) ?? ''], under(origin, 'then'), workshop);
    }
    const { sources } = params;
    const to = asText(conversion?.json['to']) ?? '';
    const into = asText(params['into']);
    return {
      type: 'convert',
      conversion: key,
      then,
      when,
      ...(sources !== undefined && {
        sources: buildConvertSources(sources, under(origin, 'sources'), scope, key, workshop),
      }),
      ...(into !== null && { into: recordExpression(into, under(origin, 'into'), scope, to, workshop) }),
      ...(params['set'] !== undefined && { set: fieldExpressions(place, 'set', to) }),
    };
  },
  post: (place) => ({ type: 'post', ...ledgerAction(place) }),
  reverse: (place) => ({ type: 'reverse', ...ledgerAction(place) }),
  fire(place) {
    const { params, origin, scope, workshop, when } = place;
    const event = asText(params['event']) ?? '';
    const eventText = asText(asObject(params['event'])['expr']);
    const to = workshop.expression(under(origin, 'to'), asText(params['to']) ?? '', scope);
    const reference = to.type.kind === 'list' ? to.type.of : to.type;
    const said = params['refused'];
    const refused = said === 'skip' || said === 'park' ? said : 'fail';
    const types =
      reference.kind === 'ref'
        ? reference.types
        : reference.kind === 'object' && workshop.linked.types.has(reference.name)
          ? [reference.name]
          : [];
    const input =
      params['input'] === undefined
        ? {}
        : { input: formExpressions(place, 'input', event, eventText === null ? types : []) };
    if (eventText !== null) {
      const at = under(under(origin, 'event'), 'expr');
      const eventOf = workshop.expression(at, eventText, scope, { kind: 'text' });
      return { type: 'fire', to, event, eventOf, refused, when, ...input };
    }
    if (types.length > 0) tellUnknownEvent(event, types, under(origin, 'event'), workshop);
    return { type: 'fire', to, event, refused, when, ...input };
  },
};

/** `entry`, `exit` or `actions`: one or several, in order. */
export function buildActions(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  type: LinkedType,
  workshop: Workshop,
): readonly Action[] {
  if (json === undefined) return [];
  const isList = Array.isArray(json);
  return (isList ? asList(json) : [json]).flatMap((entry, index) => {
    const action = asObject(entry);
    const at = isList ? under(origin, String(index)) : origin;
    const build = builders[asText(action['type']) as Action['type']];
    if (build === undefined) return [];
    const each = asText(action['each']);
    const list = each === null ? null : workshop.expression(under(at, 'each'), each, scope, aList);
    const item: ExprType = list?.type.kind === 'list' ? list.type.of : { kind: 'any' };
    const inside = list === null ? scope : { ...scope, item };
    const text = asText(action['when']);
    const when = text === null ? null : workshop.expression(under(at, 'when'), text, inside, booleanType);
    const place = { params: asObject(action['params']), origin: under(at, 'params'), type, workshop, when };
    const built = build({ ...place, scope: inside });
    return [{ ...built, pointer: at.pointer, ...(list !== null && { each: list }) }];
  });
}

function ledgerAction({ params, origin, scope, type, workshop, when }: ActionPlace): LedgerAction {
  const known = Object.entries(asObject(type.postings?.json));
  const postings = asList(params['postings']).map(String);
  // Of a slice of a pack, or with a broken file, nobody knows what could be booked.
  const isUnknown = type.postings === null && workshop.linked.isAbsent('type', type.key);
  for (const [index, name] of isUnknown ? [] : postings.entries()) {
    const booked = known.filter(([, posting]) => asObject(posting)['while'] === undefined);
    if (booked.some(([key]) => key === name)) continue;
    const suggestion = nearestName(
      name,
      booked.map(([key]) => key),
    );
    const at = under(under(origin, 'postings'), String(index));
    workshop.tell({ code: 'unknown-posting', ...at, params: { name, suggestion } });
  }
  const date = asText(params['date']);
  return {
    postings,
    date: date === null ? null : workshop.expression(under(origin, 'date'), date, scope, { kind: 'date' }),
    when,
  };
}

function under(origin: Origin, key: string): Origin {
  return { file: origin.file, pointer: `${origin.pointer}/${key}` };
}
