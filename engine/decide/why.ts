import { newScope } from '../expressions/new-scope.ts';
import type { Reads } from '../expressions/scope.ts';
import type { Model } from '../model/model.ts';
import type { Stored } from '../model/record.ts';
import { Fault } from '../problems/problem.ts';
import { whyOf } from '../roles/index.ts';
import type { Question, Why } from '../roles/index.ts';
import { constantsOf } from './constants.ts';
import { groundReads } from './grounds.ts';
import { storedValues } from './record-values.ts';
import type { Setting } from './types.ts';

/** What may be asked, by key alone: titles are the model's. */
export type WhyQuestion =
  | { readonly kind: 'read' | 'edit' | 'delete' }
  | { readonly kind: 'event' | 'conversion' | 'print'; readonly key: string }
  | { readonly kind: 'field'; readonly path: string };

/**
 * Why the user may or may not see a record, act on it, or see one of its fields: role by role, in his language. Rights
 * only; why a stage or a guard stands against an action is told by `describe`.
 *
 * @param reads  what rights over this one record ask for, where more than the grounds has been read
 * @throws Fault for a record whose type the model does not have
 */
export function why(
  model: Model,
  setting: Setting,
  record: Stored,
  question: WhyQuestion,
  reads: Reads = groundReads(model, setting),
): Why {
  const { language, user } = setting;
  const type = model.types.get(record.type);
  if (!type) throw new Fault(`No type ${record.type} in the model`);
  const scope = newScope(reads, language, {
    ...constantsOf(model, setting),
    doc: storedValues(type, record),
  });
  return whyOf(model, user.roles, type.key, titled(model, record, question, language), {
    typeTitle: model.text(language, `types/${type.key}/type#/title`, type.title),
    states: record.states,
    asked: () => scope,
    language,
  });
}

function titled(model: Model, record: Stored, question: WhyQuestion, language: string): Question {
  const type = model.types.get(record.type);
  switch (question.kind) {
    case 'event': {
      const event = type?.machine?.events.get(question.key);
      return { ...question, title: event ? model.text(language, event.textKey, event.title) : question.key };
    }
    case 'conversion': {
      const conversion = model.conversions.get(question.key);
      const title = conversion ? model.text(language, conversion.textKey, conversion.title) : question.key;
      return { ...question, title };
    }
    case 'print':
      return { ...question, title: question.key };
    case 'field': {
      const field = type?.fieldByPath.get(question.path);
      return { ...question, title: field ? model.text(language, field.textKey, field.title) : question.path };
    }
    default:
      return question;
  }
}
