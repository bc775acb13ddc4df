// The same policies, told role by role.
import type { Model } from '../model/model.ts';
import type { Stages } from '../model/role.ts';
import { fieldRight, grantsNamed, policyOf, stagesOf } from './policy.ts';
import type { Asked, Part } from './policy.ts';
import { reaches } from './reach.ts';
import { actionWord, stageWords, whyWords } from './why-words.ts';
import type { WhyCode } from './why-words.ts';

/** What is asked about a record: seeing it, changing it, an action by its key, or one of its fields. */
export type Question =
  | { readonly kind: 'read' | 'edit' | 'delete' }
  | { readonly kind: 'event' | 'conversion' | 'print'; readonly key: string; readonly title: string }
  | { readonly kind: 'field'; readonly path: string; readonly title: string };

export interface Reason {
  /** null: it is about the user, who has no role. */
  readonly role: string | null;
  readonly grants: boolean;
  readonly code: WhyCode;
  readonly words: string;
}

export interface Why {
  readonly allowed: boolean;
  /** One a role: those that grant first. Of a field: whether it is seen; `readonly` tells that it may not be changed. */
  readonly reasons: readonly Reason[];
}

export interface Told {
  readonly typeTitle: string;
  readonly states: readonly string[];
  readonly asked: Asked;
  readonly language: string;
}

/** @returns for each role of the user why it does or does not give the right; several roles add up */
export function whyOf(
  model: Model,
  roles: readonly string[],
  typeKey: string,
  question: Question,
  told: Told,
): Why {
  const { language, typeTitle } = told;
  const policy = policyOf(model, roles, typeKey);
  const known = [...new Set(roles)].flatMap((key) => model.roles.get(key) ?? []);
  if (!policy || known.length === 0) {
    const words = whyWords('no-role', {}, language);
    return { allowed: false, reasons: [{ role: null, grants: false, code: 'no-role', words }] };
  }
  const reasons = known.map((role): Reason => {
    const title = model.text(language, role.textKey, role.title);
    const tell = (code: WhyCode, params: Readonly<Record<string, string>> = {}): Reason => ({
      role: role.key,
      grants: code === 'granted' || code === 'readonly',
      code,
      words: whyWords(code, { role: title, type: typeTitle, ...params }, language),
    });
    const part = policy.parts.find((one) => one.role === role);
    if (!part) return tell('no-grant');
    return unread(part, told, tell) ?? judged(part, question, told, tell);
  });
  const allowed =
    question.kind === 'field'
      ? !fieldRight(policy, question.path, told.states, told.asked).hidden &&
        reasons.some(({ grants }) => grants)
      : reasons.some(({ grants }) => grants);
  return { allowed, reasons: reasons.sort((a, b) => Number(b.grants) - Number(a.grants)) };
}

type Tell = (code: WhyCode, params?: Readonly<Record<string, string>>) => Reason;

/** Why a role does not see the record, so that none of its other rights reach it; null when it does. */
function unread({ read, grant }: Part, { asked }: Told, tell: Tell): Reason | null {
  if (reaches(read, asked)) return null;
  if (typeof grant.read === 'object') return tell('read-condition', { condition: grant.read.text });
  return tell(grant.read === 'own' ? 'read-own' : grant.read === 'team' ? 'read-team' : 'read-none');
}

function judged(part: Part, question: Question, told: Told, tell: Tell): Reason {
  const { asked, language, states } = told;
  switch (question.kind) {
    case 'read':
      return tell('granted');
    case 'edit':
    case 'delete': {
      const rule = part[question.kind];
      if (reaches(rule, asked)) return tell('granted');
      const action = actionWord(question.kind, language);
      return tell(rule === 'none' ? 'denied' : 'denied-here', { action });
    }
    case 'field': {
      for (const what of ['hidden', 'readonly'] as const) {
        const stages = stagesOf(part.grant, what, question.path).find((one) => holds(one, states));
        if (stages)
          return tell(what, {
            field: question.title,
            stage: stages === 'always' ? '' : stageWords(language),
          });
      }
      return tell('granted');
    }
    default:
      return grantsNamed(part, question.kind, question.key)
        ? tell('granted')
        : tell('denied', { action: question.title });
  }
}

function holds(stages: Stages, states: readonly string[]): boolean {
  return stages === 'always' || (stages !== 'never' && stages.some((state) => states.includes(state)));
}
