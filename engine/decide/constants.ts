import type { Value, ValueObject } from '../expressions/scope.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import { instantOf, todayIn } from '../values/date.ts';
import { decimal, isDecimal, parseDecimal } from '../values/decimal.ts';
import { dehydrateJson } from '../values/hydrate.ts';
import type { Constants } from './session.ts';
import { nobodyId } from './nobody.ts';
import type { Setting, User } from './types.ts';

/** What every expression of a decision sees of the world, worked out once. */
export function constantsOf(model: Model, setting: Setting): Constants {
  const { user, company, here = null } = setting;
  return {
    user: valuesOf(user),
    here,
    company: { ...company },
    settings: valuesBySchema((model.settings['properties'] ?? {}) as JsonObject, {
      ...model.settingDefaults,
      ...setting.settings,
    }),
    now: instantOf(setting.now),
    today: todayIn(company.timeZone, setting.now),
  };
}

/** Nobody has no name, no role and no team, whatever right what he does is done by. */
function valuesOf({ id, name, email, roles, teams, record = null }: User): ValueObject {
  if (id === nobodyId) return { id: null, name: null, email: null, roles: [], teams: [], record: null };
  return { id, name, email, roles: [...roles], teams: [...teams], record };
}

/** Hydrates data of a free-standing schema (settings, the input of an event): numbers and `x-decimal` become decimals. */
export function valuesBySchema(properties: JsonObject, data: JsonObject): ValueObject {
  const out: Record<string, Value> = {};
  for (const [key, value] of Object.entries(data))
    out[key] = valueOf(properties[key] as JsonObject | undefined, value);
  return out;
}

function valueOf(schema: JsonObject | undefined, value: Json): Value {
  if (typeof value === 'number') return decimal(value);
  if (typeof value === 'string') return schema?.['x-decimal'] ? parseDecimal(value) : value;
  if (Array.isArray(value)) {
    return value.map((item: Json) => valueOf(schema?.['items'] as JsonObject | undefined, item));
  }
  if (value !== null && typeof value === 'object') {
    return valuesBySchema((schema?.['properties'] ?? {}) as JsonObject, value as JsonObject);
  }
  return value;
}

/** The way back of `valuesBySchema`; what is null is left out. */
export function jsonBySchema(properties: JsonObject, values: ValueObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, Json][] => {
      if (value === null) return [];
      const isInteger = (properties[key] as JsonObject | undefined)?.['type'] === 'integer';
      return [[key, isInteger && isDecimal(value) ? value.toNumber() : dehydrateJson(value)]];
    }),
  );
}
