import { diffPacks } from '../../compare/diff-packs.ts';
import type { EffectRule, FoundEffect } from '../effect.ts';

/** Told in detail by the other rules. */
const TOLD = /^(?:types\/[^/]+\/(?:type|schema|machine)\.json|conversions\/.*|migrations\/.*)$/;

/** Everything else that differs, file by file: texts, menus, roles, numbering, settings, stories. It touches no record. */
export const others: EffectRule = ({ before, after }) => {
  const byFile = Map.groupBy(
    diffPacks(before.pack, after.pack).filter(({ file }) => !TOLD.test(file)),
    ({ file }) => file,
  );
  return [...byFile].map(([file, changes]): FoundEffect => {
    const [first] = changes;
    const isWhole = first?.pointer === '' && (first.kind === 'added' || first.kind === 'removed');
    const kind = isWhole && first.kind === 'added' ? 'file-added' : isWhole ? 'file-removed' : 'file-changed';
    return { kind, file, pointer: '', params: { count: changes.length }, touches: null };
  });
};
