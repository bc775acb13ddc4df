// What a draft was made from may have been undone before the draft comes into force. @source conversions.md M3
import type { Id } from '../model/record.ts';
import { guardsAgainst, inStage, refuseAgainst } from './convert/select-sources.ts';
import { findWork, nameOf } from './records.ts';
import { refuse } from './refused.ts';
import type { Session } from './session.ts';
import { upLinks } from './web.ts';
import { conversionTitle, stageTitle } from './words.ts';
import type { Work } from './work.ts';

/**
 * A source that only went on (it is done, closed, or open for an amendment) stands in nobody's way: what is left of it
 * is for the counters to say. One that is void, or ended as lost in a stage that the conversion does not name, does. So does one
 * for which the preconditions of the path no longer hold.
 *
 * @throws Refused conversion-stage, conversion-guard
 */
export function checkSources(session: Session, target: Id): void {
  const judged = new Set<string>();
  for (const link of upLinks(session, target)) {
    if (link.kind !== 'direct' || link.effect === 0) continue;
    const conversion = session.model.conversions.get(link.conversion);
    const source = conversion && findWork(session, link.sourceRecord);
    if (!source || judged.has(`${link.conversion} ${source.id}`)) continue;
    judged.add(`${link.conversion} ${source.id}`);
    refuseAgainst(session, source, guardsAgainst(session, conversion, source));
    if (inStage(conversion, source) || !isUndone(source)) continue;
    const title = nameOf(session, source.id);
    const stage = stageTitle(session, source.type, source.states);
    const names = { title, stage, conversion: conversionTitle(session, conversion) };
    refuse('conversion-stage', 422, names, session.setting.language);
  }
}

function isUndone({ phase, states, type }: Work): boolean {
  return phase === 'void' || states.some((path) => type.machine?.states.get(path)?.outcome === 'lost');
}
