import type { PlacedExpr } from '../../build/workshop.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/** What time brings about (a stage that has lasted, a rule of dates) reads no user: nobody is there. */
export const nobodyIsRead: Rule = function* (pack) {
  const dated = datedRules(pack);
  const told = new Set<string>();
  for (const place of pack.expressions) {
    const { file, pointer, expr } = place;
    const isRead = expr.reads.some((read) => read === 'user' || read.startsWith('user.'));
    if (!isRead || !(dated.has(file) || isTimed(place)) || told.has(file + pointer)) continue;
    told.add(file + pointer);
    yield { code: 'user-absent', file, pointer };
  }
};

/** Files of rules that wait for a day. */
function datedRules({ model, linked }: CheckedPack): ReadonlySet<string> {
  return new Set(
    [...model.rules.values()].flatMap(({ key, trigger }) =>
      trigger.kind === 'date' || trigger.kind === 'schedule' ? [linked.rules.get(key)?.file ?? ''] : [],
    ),
  );
}

function isTimed({ file, pointer }: PlacedExpr): boolean {
  return /^types\/[^/]+\/machine\.json$/.test(file) && /^\/delays\/|\/after\//.test(pointer);
}
