import type { Reads } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import { beside } from '../values/beside.ts';
import { idSource } from '../values/ids.ts';
import { constantsOf } from './constants.ts';
import { Lacks } from './facts.ts';
import { makeReads } from './reads.ts';
import type { Constants, Session, Verbs } from './session.ts';
import type { Facts, Override, Setting } from './types.ts';
import type { Validators } from './validators.ts';
import { WorkingSet } from './working-set.ts';

/** Everything one call needs. Ids start anew with every call, so that deciding again gives the same ids. */
export function openSession(
  model: Model,
  validators: Validators,
  facts: Facts,
  setting: Setting,
  verbs: Verbs,
  overrides: readonly Override[] = [],
): Session {
  return sessionWith(makeReads, model, validators, facts, setting, verbs, overrides);
}

/** The same with other reads: a browser's know less. */
export function sessionWith(
  readsOf: (session: () => Session) => Reads,
  model: Model,
  validators: Validators,
  facts: Facts,
  setting: Setting,
  verbs: Verbs,
  overrides: readonly Override[] = [],
): Session {
  const session: Session = {
    model,
    validators,
    setting,
    facts,
    lacks: new Lacks(),
    work: new WorkingSet(),
    ids: idSource(setting.now, setting.seed),
    reads: readsOf(() => session),
    constants: keptConstants(model, setting),
    verbs,
    overrides,
    nesting: { depth: 0 },
  };
  return session;
}

const kept = beside<Setting, { readonly model: Model; readonly constants: Constants }>();

/** The rounds of one decision share their setting, and so what is worked out of it. */
function keptConstants(model: Model, setting: Setting): Constants {
  const known = kept.get(setting);
  if (known?.model === model) return known.constants;
  const constants = constantsOf(model, setting);
  kept.set(setting, { model, constants });
  return constants;
}
