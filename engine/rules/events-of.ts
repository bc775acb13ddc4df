import type { ValueObject } from '../expressions/scope.ts';
import { balanceKey } from '../ledgers/ledger-key.ts';
import type { Model } from '../model/model.ts';
import type { Decision } from '../decide/types.ts';
import { decimal } from '../values/decimal.ts';
import type { RuleEvent } from './rule-event.ts';

/** What a decision made happen, as far as rules may wait for it: records first, then balances. */
export function eventsOf(model: Model, decision: Decision): readonly RuleEvent[] {
  return [...recordEvents(model, decision), ...balanceEvents(decision)];
}

function* recordEvents(model: Model, decision: Decision): Iterable<RuleEvent> {
  for (const { before, after } of decision.records) {
    if (after === null) continue;
    const own = decision.history.filter(({ record }) => record === after.id);
    const known = before?.states ?? [];
    const changed = own.flatMap(({ changes }) => changes.map(({ path }) => fieldOf(path)));
    yield {
      kind: 'record',
      record: after.id,
      type: after.type,
      version: after.version,
      created: before === null,
      entered: after.states.filter((state) => !known.includes(state)),
      changed: [...new Set(changed)].sort(),
      converted: [
        ...new Set(
          own.flatMap(({ what, key }) =>
            what === 'conversion' && key !== null && model.conversions.get(key)?.to === after.type
              ? [key]
              : [],
          ),
        ),
      ],
    };
  }
}

/** `/lines/L1/quantity` → `lines.quantity`: the field without its line. */
function fieldOf(path: string): string {
  return path
    .slice(1)
    .split('/')
    .filter((_, index) => index % 2 === 0)
    .join('.');
}

function* balanceEvents({ balances = [], entries = [] }: Decision): Iterable<RuleEvent> {
  for (const { ledger, key, measures, version } of balances) {
    const place = balanceKey({ ledger, key });
    const before: Record<string, ReturnType<typeof decimal>> = figures(measures);
    for (const entry of entries) {
      if (balanceKey({ ledger: entry.ledger, key: entry.key }) !== place) continue;
      for (const [name, value] of Object.entries(entry.measures))
        before[name] = (before[name] ?? decimal('0')).minus(value);
    }
    const kept: ValueObject = { ...key };
    yield { kind: 'crossed', ledger, place, version, key: kept, before, after: figures(measures) };
  }
}

function figures(measures: Readonly<Record<string, string>>): Record<string, ReturnType<typeof decimal>> {
  return Object.fromEntries(Object.entries(measures).map(([name, value]) => [name, decimal(value)]));
}
