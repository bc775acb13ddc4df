import { asList, asObject, asText } from '../../model/linked-pack.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Finding } from '../../problems/finding.ts';
import { pointerOf } from '../../read/json-pointer.ts';
import { grantsReading } from '../../roles/index.ts';
import type { CheckedPack, Rule } from '../rule.ts';

const file = 'app.json';

/** First pages are for roles that are there, and show records of types and stages that these may read. */
export const homeLeadsSomewhere: Rule = function* (pack) {
  for (const [page, json] of Object.entries(asObject(pack.linked.app['home']))) {
    const roles = asList(asObject(json)['roles']).map(String);
    for (const [index, name] of roles.entries())
      if (!pack.linked.roles.has(name) && !pack.linked.isAbsent('role', name))
        yield unknown('unknown-role', name, pack.linked.roles.keys(), ['home', page, 'roles', String(index)]);
    for (const [card, shown] of Object.entries(asObject(asObject(json)['cards'])))
      yield* ofCard(pack, roles, asObject(shown), ['home', page, 'cards', card]);
  }
};

function* ofCard(
  { model, linked }: CheckedPack,
  roles: readonly string[],
  card: ReturnType<typeof asObject>,
  place: readonly string[],
): Iterable<Finding> {
  const name = asText(card['type']) ?? '';
  const type = model.types.get(name);
  if (!type) {
    if (!linked.isAbsent('type', name))
      yield unknown('unknown-type', name, linked.types.keys(), [...place, 'type']);
    return;
  }
  const stage = asText(card['stage']);
  const stages = [...(type.machine?.states.keys() ?? [])];
  if (stage !== null && !stages.includes(stage))
    yield unknown('unknown-state', stage, stages, [...place, 'stage']);
  for (const role of roles)
    if (model.roles.has(role) && !grantsReading(model, [role], name))
      yield {
        code: 'role-reads-not',
        severity: 'warning',
        file,
        pointer: pointerOf([...place, 'type']),
        params: { role, type: name },
      };
}

function unknown(
  code: 'unknown-role' | 'unknown-type' | 'unknown-state',
  name: string,
  known: Iterable<string>,
  place: readonly string[],
): Finding {
  return {
    code,
    file,
    pointer: pointerOf([...place]),
    params: { name, suggestion: nearestName(name, known) },
  };
}
