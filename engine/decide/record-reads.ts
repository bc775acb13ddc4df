import { MISSING, type Missing, type Reads } from '../expressions/scope.ts';
import { parentOf } from './chains.ts';
import { find } from './find.ts';
import { lookedUp } from './looked-up.ts';
import { publishedRate } from './published-rate.ts';
import { storedValues } from './record-values.ts';
import { valuesOf } from './records.ts';
import type { Session } from './session.ts';
import { walkUp } from './walk-up.ts';

/** Facts that stand in records themselves: referred ones, looked-up ones, rates. A browser can read these too. */
export function recordReads(
  session: () => Session,
): Pick<Reads, 'record' | 'chain' | 'published' | 'lookup'> {
  return {
    record: (id) => {
      const values = valuesOf(session(), id);
      if (values !== undefined) return values;
      session().lacks.record(id);
      return MISSING;
    },
    chain: (from) =>
      walkUp<Missing>(from, (id) => {
        const values = session().reads.record(id);
        if (values === null || values === MISSING) return values;
        const type = session().model.types.get(values['type'] as string);
        return type ? parentOf(type, values) : null;
      }),
    published: (from, to, on, source = null, kind = null) => {
      const found = publishedRate(session(), { from, to, on, source, kind });
      return found === null || found === MISSING ? found : { ...found };
    },
    lookup: (type, where) => {
      const found = find(session(), lookedUp(type, where));
      const model = session().model.types.get(type);
      return found && found !== MISSING && model ? storedValues(model, found) : (found as null | Missing);
    },
  };
}
