import type { ExprType } from '../expressions/types.ts';
import type { Json } from '../model/json.ts';
import { asObject, type LinkedType } from '../model/linked-pack.ts';

const text: ExprType = { kind: 'text' };

/** What `doc.approvals` is: every answer given, of the rounds that each state is in now. */
const approvals: ExprType = {
  kind: 'list',
  of: {
    kind: 'object',
    name: 'approvals',
    fields: new Map<string, ExprType>([
      ['state', text],
      ['step', text],
      ['answer', text],
      ['by', text],
      ['byName', text],
      ['for', text],
      ['forName', text],
      ['at', { kind: 'instant' }],
      ['comment', text],
    ]),
  },
};

/** Fields that records of a type have because some of its stages wait for approval. */
export function approvalFields(type: LinkedType | undefined): readonly (readonly [string, ExprType])[] {
  return type?.machine && asksApproval(type.machine.json) ? [['approvals', approvals]] : [];
}

function asksApproval(state: Json): boolean {
  const { meta, states } = asObject(state) as { meta?: Json; states?: Json };
  return (
    asObject(meta)['approval'] !== undefined ||
    Object.values(asObject(states)).some((one) => asksApproval(one))
  );
}
