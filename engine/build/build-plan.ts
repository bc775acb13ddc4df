import { asList, asObject, asText, type LinkedDefinition } from '../model/linked-pack.ts';
import type { Plan, PlanPeriod } from '../model/plan.ts';
import { textKeyOf } from './text-key.ts';
import { wordsOfKey } from './words-of-key.ts';

export function buildPlan({ key, file, json }: LinkedDefinition): Plan {
  const trial = asObject(json['trial']);
  const period = /^P(\d+)([DWMY])$/.exec(asText(trial['for']) ?? '');
  return {
    key,
    title: asText(json['title']) ?? wordsOfKey(key),
    textKey: textKeyOf({ file, pointer: `/${key}/title` }),
    trial: period
      ? {
          count: Number(period[1]),
          unit: period[2] as 'D' | 'W' | 'M' | 'Y',
          then: asText(trial['then']) ?? '',
        }
      : null,
    limits: new Map(
      Object.entries(asObject(json['limits'])).map(([type, limit]) => [
        type,
        {
          per: (asText(asObject(limit)['per']) ?? 'ever') as PlanPeriod,
          count: Number(asObject(limit)['count']),
        },
      ]),
    ),
    without: new Set(asList(json['without']).map(String)),
  };
}
