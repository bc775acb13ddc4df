import type { Model } from '../model/model.ts';
import { metFields, type MetField } from './met-fields.ts';
import { commonStanding } from './standings.ts';

/** What a name of an expression stands for: a record of a type, or a line of one of its tables (''; none). */
export interface Standing {
  readonly type: string;
  readonly table: string;
}

/**
 * The fields that expressions go through, of the record at hand, of those that it refers to, and of who asks and where he
 * works.
 *
 * @param reads  paths as of `Expr`: `doc.partner.name`, `line.net`
 * @param of     what a name stands for; none: nothing that has fields
 */
export function metReads(
  model: Model,
  reads: readonly string[],
  of: (name: string) => readonly Standing[],
): readonly MetField[] {
  return reads.flatMap((read) => {
    const common = commonStanding(model, read);
    if (common) return common.of.flatMap((type) => metFields(model, type, common.rest));
    const cut = read.search(/[.[]/);
    if (cut < 0) return [];
    const rest = read.slice(read.indexOf('.', cut) + 1);
    return of(read.slice(0, cut)).flatMap(({ type, table }) =>
      metFields(model, type, table === '' ? rest : `${table}.${rest}`),
    );
  });
}
