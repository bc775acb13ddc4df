import { compileTemplate } from '../expressions/index.ts';
import type { ScopeTypes } from '../expressions/types.ts';
import type { PackFile } from '../model/pack.ts';
import type { Workshop } from './workshop.ts';

/** What the holes of a mail or notification read: expressions, checked wherever the message is sent from. */
export function readsOfMessage(file: PackFile, scope: ScopeTypes, workshop: Workshop): readonly string[] {
  const { types, ledgers, decisions } = workshop;
  const answer = compileTemplate(file.text, file.path, { scope, types, ledgers, decisions }, null);
  if (answer.ok) return answer.template.reads;
  for (const { code, start, end, params } of answer.errors)
    workshop.tell({ code, file: file.path, pointer: '', range: { start, end }, params });
  return [];
}
