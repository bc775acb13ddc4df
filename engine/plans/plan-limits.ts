// What a subscription allows today. The runtime counts; here is reckoned from when, and what follows.
import type { Plan } from '../model/plan.ts';
import { addDays, addMonths, startOf } from '../values/date.ts';

/**
 * The plan that holds on a day for whom began with one: trials fall back by themselves, one after the other.
 *
 * @param plans  of the model
 * @param begun  key of the plan that the company began with, and the day on which it did
 */
export function planOn(
  plans: ReadonlyMap<string, Plan>,
  begun: { readonly plan: string; readonly since: string },
  today: string,
): Plan | null {
  let { plan: key, since } = begun;
  for (const seen = new Set<string>(); !seen.has(key);) {
    seen.add(key);
    const plan = plans.get(key);
    if (!plan) return null;
    const end = plan.trial === null ? null : trialEnd(plan.trial, since);
    // A day beyond the calendar never comes.
    if (end === null || today < end) return plan;
    key = plan.trial?.then ?? '';
    since = end;
  }
  return plans.get(key) ?? null;
}

function trialEnd({ count, unit }: NonNullable<Plan['trial']>, since: string): string | null {
  if (unit === 'D' || unit === 'W') return addDays(since, unit === 'W' ? count * 7 : count);
  return addMonths(since, unit === 'Y' ? count * 12 : count);
}

/** First day of the period that a limit counts in; null: since ever. No limit: undefined. */
export function limitSince(plan: Plan, type: string, today: string): string | null | undefined {
  const limit = plan.limits.get(type);
  if (!limit) return undefined;
  return limit.per === 'ever' ? null : limit.per === 'day' ? today : startOf(today, limit.per);
}

/** How many more records of a type may be made; null: as many as one likes. */
export function limitLeft(plan: Plan, type: string, used: number): number | null {
  const limit = plan.limits.get(type);
  return limit ? Math.max(limit.count - used, 0) : null;
}

/** Is a part of the pack (`connectors/card`, `types/contract`) in the plan? */
export function includes(plan: Plan, part: string): boolean {
  return !plan.without.has(part);
}
