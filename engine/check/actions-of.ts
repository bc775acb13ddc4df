import type { LinkedPack } from '../model/linked-pack.ts';
import type { Action } from '../model/machine.ts';
import type { Model } from '../model/model.ts';

/** An action with the file that it stands in, and the type of the record at hand; '' where there is none. */
export interface PlacedAction {
  readonly type: string;
  readonly file: string;
  readonly action: Action;
}

/** Whatever is done to records of any type, by their stages and by rules. */
export function actionsOf(model: Model, linked: LinkedPack): readonly PlacedAction[] {
  const ofStages = [...model.types.values()].flatMap(({ key: type, machine }) =>
    (machine?.actions ?? []).map((action) => ({
      type,
      file: linked.types.get(type)?.machine?.path ?? '',
      action,
    })),
  );
  const ofRules = [...model.rules.values()].flatMap(({ key, bodies }) =>
    [...bodies].flatMap(([type, { actions }]) =>
      actions.map((action) => ({ type, file: linked.rules.get(key)?.file ?? '', action })),
    ),
  );
  return [...ofStages, ...ofRules];
}
