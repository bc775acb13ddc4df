import type { Model } from '../model/model.ts';
import { idSource } from '../values/ids.ts';
import { constantsOf } from './constants.ts';
import { Lacks } from './facts.ts';
import { makeReads } from './reads.ts';
import type { Session, Verbs } from './session.ts';
import type { Facts, Setting } from './types.ts';
import type { Validators } from './validators.ts';
import { WorkingSet } from './working-set.ts';

/** Everything one call needs. Ids start anew with every call, so that deciding again gives the same ids. */
export function openSession(model: Model, validators: Validators, facts: Facts, setting: Setting, verbs: Verbs): Session {
  const session: Session = {
    model,
    validators,
    setting,
    facts,
    lacks: new Lacks(),
    work: new WorkingSet(),
    ids: idSource(setting.now, setting.seed),
    reads: makeReads(() => session),
    constants: constantsOf(model, setting),
    verbs,
  };
  return session;
}
