// Who does what time brings about: a stage that has lasted, a rule of dates.
import type { Model } from '../model/model.ts';
import type { Id } from '../model/record.ts';
import type { Command, Setting, User } from './types.ts';

/** Who history names for what time brings about. */
export const nobodyId: Id = '00000000-0000-0000-0000-000000000000';

/** Has the definition's right: what stands in a pack may do whatever whoever administers may. */
function nobody(model: Model): User {
  const roles = [...model.roles.values()].flatMap(({ key, administers }) => (administers ? [key] : []));
  return { id: nobodyId, name: '', email: '', roles, teams: [] };
}

/** The setting of a command: nobody is there when a moment or a day comes, whoever tells it. */
export function settingFor(model: Model, command: Command, setting: Setting): Setting {
  const isTime = command.kind === 'timer' || (command.kind === 'rule' && command.due !== null);
  if (!isTime || setting.user.id === nobodyId) return setting;
  return { ...setting, user: nobody(model), here: null };
}
