import type { Approval, ApprovalStep } from '../../model/approval.ts';
import type { RecordType } from '../../model/type.ts';
import { grantsNamed, policyOf } from '../../roles/policy.ts';
import type { CheckedPack, Rule } from '../rule.ts';
import { stageGraph } from '../stage-graph.ts';

/** A stage that waits for approval can be left: those who are asked may answer, and there are enough of them. */
export const approvalsReachable: Rule = function* (pack) {
  for (const [key, type] of pack.model.types) {
    const graph = graphOf(pack, key);
    for (const approval of type.machine?.approvals ?? []) {
      const node = graph?.nodes.find(({ path }) => path === approval.state);
      if (!graph || !node) continue;
      for (const step of approval.steps) {
        const at = { file: graph.file, pointer: `${node.pointer}/meta/approval/steps/${step.key}` };
        if (!mayAnswer(pack, type, approval, step))
          yield {
            code: 'approval-unreachable',
            ...at,
            params: { step: step.key, event: approval.approve },
          };
        const most = mostOf(step);
        if (typeof step.need === 'number' && most !== null && step.need > most)
          yield {
            code: 'approval-too-many',
            file: at.file,
            pointer: `${at.pointer}/need`,
            params: { step: step.key, need: step.need, most },
          };
      }
    }
  }
};

function graphOf({ linked }: CheckedPack, key: string): ReturnType<typeof stageGraph> {
  const type = linked.types.get(key);
  return type ? stageGraph(type) : null;
}

/** Who is named by an expression may have any role; of the roles that are asked, one must be allowed to answer. */
function mayAnswer(
  { model, partial }: CheckedPack,
  type: RecordType,
  { approve, state }: Approval,
  { roles, users }: ApprovalStep,
): boolean {
  if (users !== null || partial) return true;
  const ways = (type.machine?.transitions ?? []).filter(
    ({ event, from }) => event === approve && (state === from || state.startsWith(`${from}.`) || from === ''),
  );
  // An event that is written nowhere is told by its own rule.
  if (ways.length === 0) return true;
  return roles.some((key) => {
    if (!model.roles.has(key)) return true;
    const granted = policyOf(model, [key], type.key)?.parts.some((part) =>
      grantsNamed(part, 'event', approve),
    );
    return granted && ways.some(({ roles: only }) => only.length === 0 || only.includes(key));
  });
}

/** How many people there can be at most; null: nobody knows before people are counted. */
function mostOf({ roles, users }: ApprovalStep): number | null {
  if (roles.length > 0 || users === null) return null;
  if (users.tree?.kind === 'list') {
    const each = users.tree.items.map(({ type }) => type.kind);
    return each.includes('list') || each.includes('any') ? null : each.length;
  }
  return users.type.kind === 'text' || users.type.kind === 'ref' ? 1 : null;
}
