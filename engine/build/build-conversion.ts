import { unify } from '../expressions/type-rules.ts';
import type { ExprType, ScopeTypes } from '../expressions/types.ts';
import type { Conversion, ConversionTrack, Filling } from '../model/conversion.ts';
import type { Expr } from '../model/expression.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { asList, asObject, asText, type LinkedDefinition, type Origin } from '../model/linked-pack.ts';
import type { RecordType } from '../model/type.ts';
import { nearestName } from '../problems/nearest-name.ts';
import { namedRoles } from './named-roles.ts';
import { booleanType, buildAnswer, buildChecks } from './build-check.ts';
import {
  buildLineMapping,
  lineTypeOf,
  scopeOf,
  scopeWithTarget,
  splitOf,
  type Sides,
} from './build-conversion-lines.ts';
import { adjustOf } from './build-adjust.ts';
import { advanceOf, settlesOf } from './build-advance.ts';
import { buildFillings } from './build-fillings.ts';
import { textKeyOf } from './text-key.ts';
import type { Workshop } from './workshop.ts';

const decimalType: ExprType = { kind: 'decimal' };

/** @returns null when one of its types is unknown; that is told, unless it is absent on purpose */
export function buildConversion(
  { key, file, json }: LinkedDefinition,
  types: ReadonlyMap<string, RecordType>,
  workshop: Workshop,
): Conversion | null {
  const side = (name: 'from' | 'to'): RecordType | null => {
    const type = asText(json[name]) ?? '';
    const found = types.get(type) ?? null;
    if (found === null && !workshop.linked.isAbsent('type', type))
      workshop.tell({
        code: 'unknown-type',
        file,
        pointer: `/${name}`,
        params: { name: type, suggestion: nearestName(type, types.keys()) },
      });
    return found;
  };
  const source = side('from');
  const target = side('to');
  if (source === null || target === null) return null;
  const sides: Sides = { source, target, file, workshop, json };
  const scope = scopeOf(sides);
  const lineScope = scopeOf(sides, { sourceLine: anyLine(source, json, 'from') });
  const tolerance = asObject(json['tolerance']);
  const voiding = asObject(json['void']);
  const amount = asText(json['amount']);
  const adjust = adjustOf(sides, scope, lineScope);
  const split = splitOf(sides);
  // Sources are kept apart by lines, so the header may look at the lines that it is made for.
  const splitTable = source.fieldByPath.get(split[0]?.table ?? '');
  const headerScope = splitTable ? scopeOf(sides, { sourceLine: lineTypeOf(splitTable) }) : scope;
  tellAmount(amount, sides);
  return {
    key,
    title: asText(json['title']) ?? key,
    textKey: textKeyOf({ file, pointer: '/title' }),
    from: source.key,
    to: target.key,
    stages: stagesOf(sides),
    guards: buildChecks(asObject(json['when'])['guard'], { file, pointer: '/when/guard' }, scope, workshop),
    effect: json['effect'] === 0 || json['effect'] === -1 ? json['effect'] : 1,
    tracks: tracksOf(sides, lineScope),
    header: headerOf(
      sides,
      buildFillings(json['header'], {
        workshop,
        scope: headerScope,
        origin: { file, pointer: '/header' },
        root: 'source',
        sourceFields: source.fields,
        targetFields: target.fields,
        merge: 'equal',
        crosses: json['crosses'] === true,
        taken: [amount, adjust?.field ?? null, adjust?.groups?.to ?? null].filter((name) => name !== null),
      }),
    ),
    lines: Object.entries(asObject(json['lines'])).map(([name, mapping]) =>
      buildLineMapping(name, asObject(mapping), sides),
    ),
    tolerance: {
      over: level(tolerance['over'], { file, pointer: '/tolerance/over' }, lineScope, workshop),
      under: level(tolerance['under'], { file, pointer: '/tolerance/under' }, lineScope, workshop),
      answer: buildAnswer(tolerance['answer'], { file, pointer: '/tolerance/answer' }, lineScope, workshop),
      roles: namedRoles(tolerance['roles'], { file, pointer: '/tolerance/roles' }, workshop),
    },
    reopens: Object.entries(asObject(json['reopens'])).flatMap(([track, does]) =>
      does === false ? [] : [track],
    ),
    reopensWhen: reopensWhenOf(sides),
    split,
    voidSource: (asText(voiding['source']) as Conversion['voidSource'] | null) ?? voidedBy(key, sides),
    voidTarget: (asText(voiding['target']) as Conversion['voidTarget'] | null) ?? 'recreate',
    compensate: compensateOf(asObject(voiding['compensate']), sides),
    drop: asList(json['drop']).map(String),
    amount,
    sign: json['sign'] === -1 || json['sign'] === 'both' ? json['sign'] : 1,
    adjust,
    advance: advanceOf(sides),
    settles: settlesOf(sides),
    currency: currencyOf(json, file, scopeWithTarget(sides), workshop),
    crosses: json['crosses'] === true,
  };
}

/** A draft that settles an advance is not made of it: without the advance it settles one less. @source conversions.md P7, X1 */
function voidedBy(key: string, { workshop }: Sides): Conversion['voidSource'] {
  const settling = [...workshop.linked.conversions.values()].flatMap(({ json }) =>
    Object.values(asObject(json['settles'])).map((settles) => asText(asObject(settles)['by'])),
  );
  return settling.includes(key) ? 'void-drafts' : 'block';
}

/** A correction takes its original's rate, with its source and day, unless its author says otherwise. @source conversions.md P4 */
function headerOf({ source, target, json }: Sides, fillings: Conversion['header']): Conversion['header'] {
  if (json['effect'] !== -1) return fillings;
  const own = (['rate', 'rateSource', 'rateDate'] as const).flatMap((role): [string, Filling][] => {
    const [from, to] = [source.money[role], target.money[role]];
    if (from === null || to === null || fillings.has(to)) return [];
    return target.fields.get(to)?.formula === null
      ? [[to, { kind: 'from', path: from, merge: 'equal' }]]
      : [];
  });
  return own.length === 0 ? fillings : new Map([...fillings, ...own]);
}

/**
 * Tracks and tolerances speak of a line of any table that is mapped: what one of them has is null in the others. With no
 * mapping they speak of the type's tables.
 */
function anyLine(type: RecordType, json: JsonObject, end: 'from' | 'to'): ExprType {
  const paths = Object.values(asObject(json['lines'])).map((mapping) => asText(asObject(mapping)[end]) ?? '');
  const mapped = [...new Set(paths)].flatMap((path) => type.fieldByPath.get(path) ?? []);
  const own = [...type.fields.values()].filter((field) => field.kind === 'table');
  const lines = (mapped.length > 0 ? mapped : own).flatMap(({ type: of }) =>
    of.kind === 'list' && of.of.kind === 'object' ? [of.of] : [],
  );
  const [first, ...others] = lines;
  if (!first) return { kind: 'any' };
  const fields = new Map(first.fields);
  for (const line of others)
    for (const [key, field] of line.fields) {
      const known = fields.get(key);
      fields.set(key, known ? (unify(known, field) ?? { kind: 'any' }) : field);
    }
  return others.length === 0 ? first : { kind: 'object', name: 'line', fields };
}

function stagesOf({ source, file, workshop, json }: Sides): readonly string[] {
  const stages = asList(asObject(json['when'])['stages']).map(String);
  for (const [index, stage] of stages.entries()) {
    if (source.machine?.states.has(stage)) continue;
    const suggestion = nearestName(stage, source.machine?.states.keys() ?? []);
    workshop.tell({
      code: 'unknown-state',
      file,
      pointer: `/when/stages/${index}`,
      params: { name: stage, suggestion },
    });
  }
  return stages;
}

/** What receives an amount is no formula; where lines move, the target's own amount is counted, which mostly is one. */
function tellAmount(amount: string | null, { target, json, file, workshop }: Sides): void {
  if (amount === null) return;
  const field = target.fields.get(amount);
  const params = { name: amount, suggestion: nearestName(amount, target.fields.keys()) };
  if (field === undefined) workshop.tell({ code: 'unknown-field', file, pointer: '/amount', params });
  else if (field.formula !== null && !movesLines(json))
    workshop.tell({ code: 'fills-formula', file, pointer: '/amount', params: { name: amount } });
}

function movesLines(json: JsonObject): boolean {
  return Object.values(asObject(json['lines'])).some((mapping) => {
    const from = asText(asObject(mapping)['from']);
    return from !== null && from !== '$document';
  });
}

function tracksOf({ source, json, file, workshop }: Sides, scope: ScopeTypes): ConversionTrack[] {
  const hasLines = Object.keys(asObject(json['lines'])).length > 0;
  return Object.entries(asObject(json['tracks'])).map(([track, entry]) => {
    const settings = asObject(entry);
    const at = (part: string): Origin => ({ file, pointer: `/tracks/${track}/${part}` });
    const declared = source.tracks.get(track);
    const byQuantity = declared === undefined ? hasLines : declared.table !== null;
    const when = asText(settings['when']);
    return {
      track,
      basis: basisOf(settings['basis'], at('basis'), scope, workshop, json['advance'] !== undefined),
      measure:
        (asText(settings['measure']) as ConversionTrack['measure'] | null) ??
        (byQuantity ? 'quantity' : 'amount'),
      when: when === null ? null : workshop.expression(at('when'), when, scope, booleanType),
    };
  });
}

function basisOf(
  json: Json | undefined,
  origin: Origin,
  scope: ScopeTypes,
  workshop: Workshop,
  isAdvance: boolean,
): ConversionTrack['basis'] {
  const basis = asObject(json);
  const posted = asText(basis['posted']);
  const expr = asText(basis['expr']);
  if (posted !== null) return { kind: 'posted', track: posted };
  if (expr === null) return { kind: isAdvance ? 'unbilled' : 'full' };
  const place = { file: origin.file, pointer: `${origin.pointer}/expr` };
  return { kind: 'expr', expr: workshop.expression(place, expr, scope, decimalType) };
}

function level(json: Json | undefined, origin: Origin, scope: ScopeTypes, workshop: Workshop): Expr | null {
  const { expr, value } = asObject(json);
  const keyword = value === undefined ? 'expr' : 'value';
  const text = asText(value) ?? asText(expr);
  const place = { file: origin.file, pointer: `${origin.pointer}/${keyword}` };
  return text === null ? null : workshop.expression(place, text, scope, decimalType);
}

/** A credit or return says per line, by what stands on it, which tracks it reopens. @source conversions.md X3 */
function reopensWhenOf(sides: Sides): ReadonlyMap<string, Expr> {
  const { file, workshop, json, source, target } = sides;
  const scope = scopeWithTarget(sides, {
    sourceLine: anyLine(source, json, 'from'),
    line: anyLine(target, json, 'to'),
  });
  return new Map(
    Object.entries(asObject(json['reopens'])).flatMap(([track, does]): [string, Expr][] => {
      const text = asText(asObject(does)['expr']);
      if (text === null) return [];
      const place = { file, pointer: `/reopens/${track}/expr` };
      return [[track, workshop.expression(place, text, scope, booleanType)]];
    }),
  );
}

/** @source conversions.md X1 */
function compensateOf(json: JsonObject, { file, workshop }: Sides): Conversion['compensate'] {
  const conversion = asText(json['conversion']);
  const then = asText(json['then']);
  if (conversion === null || then === null) return null;
  const { conversions } = workshop.linked;
  if (!conversions.has(conversion) && !workshop.linked.isAbsent('conversion', conversion)) {
    const params = { name: conversion, suggestion: nearestName(conversion, conversions.keys()) };
    workshop.tell({ code: 'unknown-conversion', file, pointer: '/void/compensate/conversion', params });
  }
  return { conversion, then };
}

function currencyOf(
  json: JsonObject,
  file: string,
  scope: ScopeTypes,
  workshop: Workshop,
): Conversion['currency'] {
  const rule = asObject(json['currency']);
  const date = asText(rule['date']);
  if (date === null) return null;
  const said = (name: 'source' | 'kind'): Expr | null => {
    const text = asText(rule[name]);
    const origin = { file, pointer: `/currency/${name}` };
    return text === null ? null : workshop.expression(origin, text, scope);
  };
  return {
    to: 'primary',
    date: workshop.expression({ file, pointer: '/currency/date' }, date, scope, { kind: 'date' }),
    source: said('source'),
    kind: said('kind'),
  };
}
