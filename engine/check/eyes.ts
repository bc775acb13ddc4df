import { grantsNamed, readsLedger, policyOf, stagesOf, type MetField } from '../roles/index.ts';
import type { Conversion } from '../model/conversion.ts';
import type { Model } from '../model/model.ts';
import type { Severity } from '../problems/problem.ts';
import type { Finding, Place } from '../problems/finding.ts';

/** A role from which fields are hidden, and what it sees. */
export interface Eyes {
  readonly role: string;
  readonly reads: (type: string) => boolean;
  readonly isHidden: (field: MetField) => boolean;
  /** The role may fire the event on what it reads. */
  readonly fires: (type: string, event: string) => boolean;
  /** The role may make the conversion of what it reads. */
  readonly converts: (conversion: Conversion) => boolean;
  /** The role is granted this ledger by its name. */
  readonly isGranted: (ledger: string) => boolean;
  /** The role reads the ledger, granted or because it reads all that is posted there. */
  readonly readsLedger: (ledger: string) => boolean;
  /** Tells of the first of these fields that is hidden. */
  readonly tell: (
    code: Finding['code'],
    severity: Severity,
    met: readonly MetField[],
    place: Place,
  ) => Finding[];
}

/** Roles that hide nothing have nothing to keep. */
export function eyesOf(model: Model): readonly Eyes[] {
  return [...model.roles.values()]
    .filter(({ grants }) => [...grants.values()].some(({ fields }) => fields.size > 0))
    .map(({ key }) => eyesOfRole(model, key));
}

function eyesOfRole(model: Model, role: string): Eyes {
  const reading = (type: string) =>
    policyOf(model, [role], type)?.parts.filter(({ read }) => read !== 'none') ?? [];
  // Of a type that the role does not see at all nothing is hidden field by field.
  const isHidden = ({ type, path }: MetField): boolean =>
    (policyOf(model, [role], type)?.parts ?? []).some(({ grant }) =>
      stagesOf(grant, 'hidden', path).some((stages) => stages !== 'never'),
    );
  return {
    role,
    reads: (type) => reading(type).length > 0,
    isHidden,
    fires: (type, event) => reading(type).some((part) => grantsNamed(part, 'event', event)),
    converts: ({ key, from }) => reading(from).some((part) => grantsNamed(part, 'conversion', key)),
    isGranted: (ledger) => {
      const named = model.roles.get(role)?.ledgers ?? [];
      return named.includes('*') || named.includes(ledger);
    },
    readsLedger: (ledger) => readsLedger(model, [role], ledger),
    tell: (code, severity, met, place) =>
      met
        .filter(isHidden)
        .slice(0, 1)
        .map(({ type, path }) => ({ code, severity, ...place, params: { field: `${type}.${path}`, role } })),
  };
}
