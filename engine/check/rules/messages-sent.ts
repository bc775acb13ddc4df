import type { Rule } from '../rule.ts';

/** A message that no action sends is never read, and so nobody notices when what it names is gone. */
export const messagesSent: Rule = function* ({ model, linked, partial }) {
  if (partial) return;
  const actions = [
    ...[...model.types.values()].flatMap(({ machine }) => machine?.actions ?? []),
    ...[...model.rules.values()].flatMap(({ bodies }) =>
      [...bodies.values()].flatMap((body) => body.actions),
    ),
  ];
  const sent = new Set(actions.flatMap((action) => (action.type === 'message' ? [action.message] : [])));
  for (const [name, file] of linked.messages)
    if (!sent.has(name))
      yield {
        code: 'message-never-sent',
        severity: 'warning',
        file: file.path,
        pointer: '',
        params: { name },
      };
};
