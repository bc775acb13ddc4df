import { stageGraph } from '../stage-graph.ts';
import type { Action } from '../../model/machine.ts';
import type { Ledger, Posting } from '../../model/ledger.ts';
import type { RecordType } from '../../model/type.ts';
import type { Finding } from '../../problems/finding.ts';
import { nearestName } from '../../problems/nearest-name.ts';
import type { CheckedPack, Rule } from '../rule.ts';

/** Postings are booked by somebody, stand in stages that exist, and leave a balanced ledger balanced. */
export const postingsSound: Rule = function* (pack) {
  for (const ledger of pack.model.ledgers.values()) yield* sides(ledger, pack);
  for (const type of pack.model.types.values()) {
    const file = `types/${type.key}/postings.json`;
    for (const posting of type.postings) {
      yield* stages(type, posting, file, pack);
      yield* booked(type, posting, file);
      yield* beyond(posting, file);
    }
    for (const ledger of pack.model.ledgers.values())
      if (ledger.balanced) yield* oneSided(type, ledger, file);
  }
};

function* sides(ledger: Ledger, { linked }: CheckedPack): Iterable<Finding> {
  if (!ledger.balanced) return;
  const file = linked.ledgers.get(ledger.key)?.file ?? '';
  for (const name of ['debit', 'credit'])
    if (!ledger.measures.has(name))
      yield {
        code: 'ledger-without-sides',
        file,
        pointer: '/balanced',
        params: { ledger: ledger.key, name },
      };
}

function* stages(
  type: RecordType,
  posting: Posting,
  file: string,
  { linked }: CheckedPack,
): Iterable<Finding> {
  if (posting.whilst === null) return;
  const linkedType = linked.types.get(type.key);
  const known = (linkedType ? stageGraph(linkedType)?.nodes : undefined)?.map(({ path }) => path) ?? [];
  for (const [index, name] of posting.whilst.entries()) {
    if (known.includes(name)) continue;
    const suggestion = nearestName(name, known);
    yield {
      code: 'unknown-state',
      file,
      pointer: `/${posting.key}/while/${index}`,
      params: { name, suggestion },
    };
  }
}

/** A posting that no action books was written for nothing. */
function* booked({ machine }: RecordType, posting: Posting, file: string): Iterable<Finding> {
  if (posting.whilst !== null) return;
  const books = (action: Action): boolean =>
    action.type === 'post' && (action.postings.length === 0 || action.postings.includes(posting.key));
  if (machine?.actions.some(books)) return;
  yield {
    code: 'posting-never-booked',
    severity: 'warning',
    file,
    pointer: `/${posting.key}`,
    params: { name: posting.key },
  };
}

/** What changes without the document being told: the difference would be booked late, or never. */
const passing = /^(now|today|user|here|before)(\.|$)/;

function* beyond(posting: Posting, file: string): Iterable<Finding> {
  if (posting.whilst === null) return;
  const exprs = [
    posting.parts,
    posting.where,
    posting.date,
    ...posting.dimensions.values(),
    ...posting.measures.values(),
  ];
  for (const expr of exprs) {
    const read = expr?.reads.find((path) => passing.test(path));
    if (read === undefined) continue;
    const params = { name: posting.key, read };
    yield { code: 'standing-reads-beyond', severity: 'warning', file, pointer: `/${posting.key}`, params };
  }
}

/** A type that only ever debits a balanced ledger could never be posted. */
function* oneSided(type: RecordType, ledger: Ledger, file: string): Iterable<Finding> {
  const own = type.postings.filter((posting) => posting.ledger === ledger.key);
  const [first] = own;
  const used = new Set(own.flatMap((posting) => [...posting.measures.keys()]));
  const only = ['debit', 'credit'].filter((side) => used.has(side));
  if (!first || only.length !== 1) return;
  yield {
    code: 'postings-unbalanced',
    file,
    pointer: `/${first.key}`,
    params: { type: type.key, ledger: ledger.key, side: only[0] ?? '' },
  };
}
