import type { Origin } from '../../model/linked-pack.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { Workshop } from '../workshop.ts';

export function tellUnknownRole(role: string, origin: Origin, { linked, tell }: Workshop): void {
  if (linked.roles.has(role) || linked.isAbsent('role', role)) return;
  tell({
    code: 'unknown-role',
    ...origin,
    params: { name: role, suggestion: nearestName(role, linked.roles.keys()) },
  });
}
