import { diffPacks } from '../../compare/diff-packs.ts';
import type { EffectRule, FoundEffect } from '../effect.ts';

/** Told in detail by the other rules. */
const TOLD = /^(?:types\/[^/]+\/(?:type|schema|machine)\.json|conversions\/.*|migrations\/.*)$/;

/** What a type's records have standing in ledgers follows them when they are next written. */
const POSTINGS = /^types\/([^/]+)\/postings\.json$/;

/**
 * Everything else that differs, file by file: texts, menus, roles, numbering, settings, stories. It touches no record, but for
 * what they post.
 */
export const others: EffectRule = ({ before, after }) => {
  const byFile = Map.groupBy(
    diffPacks(before.pack, after.pack).filter(({ file }) => !TOLD.test(file)),
    ({ file }) => file,
  );
  return [...byFile].map(([file, changes]): FoundEffect => {
    const [first] = changes;
    const isWhole = first?.pointer === '' && (first.kind === 'added' || first.kind === 'removed');
    const kind = isWhole && first.kind === 'added' ? 'file-added' : isWhole ? 'file-removed' : 'file-changed';
    const posting = POSTINGS.exec(file)?.[1];
    const touches = posting !== undefined && before.model.types.has(posting) ? { type: posting } : null;
    return { kind, file, pointer: '', params: { count: changes.length }, touches };
  });
};
