import { compileTemplate } from '../expressions/index.ts';
import type { ScopeTypes } from '../expressions/types.ts';
import type { PackFile } from '../model/pack.ts';
import type { Workshop } from './workshop.ts';

/** The holes of a mail or notification are expressions; each is checked wherever the message is sent from. */
export function tellMessageMistakes(file: PackFile, scope: ScopeTypes, workshop: Workshop): void {
  const { types, ledgers, decisions } = workshop;
  const answer = compileTemplate(file.text, file.path, { scope, types, ledgers, decisions }, null);
  if (answer.ok) return;
  for (const { code, start, end, params } of answer.errors)
    workshop.tell({ code, file: file.path, pointer: '', range: { start, end }, params });
}
