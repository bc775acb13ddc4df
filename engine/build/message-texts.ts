import { compileTemplate, parseExpression } from '../expressions/index.ts';
import type { ScopeTypes } from '../expressions/types.ts';
import type { Template } from '../model/expression.ts';
import type { PackFile } from '../model/pack.ts';
import type { Workshop } from './workshop.ts';

/** The holes of a mail or notification, checked wherever the message is sent from; null: it has mistakes. */
export function templateOfMessage(file: PackFile, scope: ScopeTypes, workshop: Workshop): Template | null {
  const { types, ledgers, decisions } = workshop;
  const answer = compileTemplate(
    file.text,
    file.path,
    { scope, types, ledgers, decisions },
    null,
    parseExpression,
  );
  if (answer.ok) return answer.template;
  for (const { code, start, end, params } of answer.errors)
    workshop.tell({ code, file: file.path, pointer: '', range: { start, end }, params });
  return null;
}
