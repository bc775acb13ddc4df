import { asText, type LinkedType } from '../model/linked-pack.ts';
import type { Field, RecordType } from '../model/type.ts';
import type { Workshop } from './workshop.ts';

/** A record without an owner belongs to who made it. */
const own = 'doc.owner == user.id || (doc.owner == null && doc.createdBy == user.id)';

/**
 * Which records of a type are one's own, and which are one's team's: one text for what runs in memory and in the
 * database. Where records name no team, a team's are one's own.
 */
export function buildReach(
  { key, json }: LinkedType,
  fields: ReadonlyMap<string, Field>,
  { ours, common, docType }: Workshop,
): RecordType['reach'] {
  const scope = { ...common, doc: docType(key) };
  const name = asText(json['team']);
  const team = name === null ? undefined : fields.get(name);
  const mine = ours(own, scope);
  // A field that cannot name a team is told of by the checker.
  if (team?.kind !== 'ref' && team?.kind !== 'text') return { own: mine, team: mine };
  return {
    own: mine,
    team: ours(`${own} || (doc.${team.key} != null && doc.${team.key} in user.teams)`, scope),
  };
}
