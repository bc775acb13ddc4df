import type { Answer } from '../decide/types.ts';
import { sameJson } from '../decide/same.ts';
import type { Json } from '../model/json.ts';
import type { Expr } from '../model/expression.ts';
import type { Judge, Machine, Step } from '../model/machine.ts';
import type { Model } from '../model/model.ts';
import type { StageValue } from '../model/record.ts';
import type { RecordType } from '../model/type.ts';

/** A step that a machine was asked for, and what its guards answered. */
export interface SeenStep {
  readonly type: string;
  /** null: a record began. */
  readonly before: StageValue | null;
  readonly event: string;
  /** null: no way was open. */
  readonly after: StageValue | null;
  readonly answers: ReadonlyMap<Expr, boolean>;
}

/** Looks on while a player decides. */
export interface Watch {
  /** The model to decide with: the same, its machines watched. */
  readonly model: Model;
  /** A round of asking begins: what an earlier one saw was seen with facts missing. */
  begin(): void;
  /** The last round has answered. */
  end(answer: Answer): void;
}

/**
 * Watches the machines of a model. Steps that were tried and undone, or thrown away because facts were missing, are
 * not told; of a step that led nowhere the guards that said no are.
 */
export function watchModel(model: Model, tell: (step: SeenStep) => void): Watch {
  let round: SeenStep[] = [];
  const types = new Map<string, RecordType>();
  for (const [key, type] of model.types)
    types.set(
      key,
      type.machine === null
        ? type
        : { ...type, machine: watched(key, type.machine, (step) => void round.push(step)) },
    );
  return {
    model: { ...model, types },
    begin: () => void (round = []),
    end(answer) {
      if (answer.kind === 'needs') return;
      for (const step of round)
        if (answer.kind === 'decision' && hasHappened(step)) tell(step);
        else tellNo(step);

      function hasHappened({ type, before, after }: SeenStep): boolean {
        if (answer.kind !== 'decision' || after === null) return false;
        return answer.history.some(
          ({ record, stageBefore, stageAfter }) =>
            sameJson(stageBefore, before as Json) &&
            sameJson(stageAfter, after as Json) &&
            answer.records.some(
              (change) => (change.after ?? change.before)?.id === record && change.after?.type === type,
            ),
        );
      }
    },
  };

  function tellNo({ type, before, event, answers }: SeenStep): void {
    const no = [...answers].filter(([, answer]) => !answer);
    if (no.length > 0) tell({ type, before, event, after: null, answers: new Map(no) });
  }
}

function watched(type: string, machine: Machine, saw: (step: SeenStep) => void): Machine {
  const asked = <T extends Step | null>(
    before: StageValue | null,
    event: string,
    judge: Judge,
    step: (judge: Judge) => T,
  ): T => {
    const answers = new Map<Expr, boolean>();
    const done = step((guard) => {
      const answer = judge(guard);
      answers.set(guard, answer);
      return answer;
    });
    saw({ type, before, event, after: done?.stage ?? null, answers });
    return done;
  };
  return {
    ...machine,
    start: (judge) => asked(null, '', judge, (watching) => machine.start(watching)),
    step: (stage, event, judge, history) =>
      asked(stage, event, judge, (watching) => machine.step(stage, event, watching, history)),
  };
}
