import type { Json } from '../../model/json.ts';
import type { PackText } from '../../model/pack.ts';
import { languageVersion } from '../../read/newer-language.ts';
import { canonicalText } from '../canonical/canonical-json.ts';
import { jsonOf, textAt } from '../canonical/canonical-pack.ts';
import { isObject } from '../canonical/json-shapes.ts';
import type { LayerFinding } from '../words/layer-words.ts';
import { languageSteps, type LanguageStep } from './language-steps.ts';

export interface Forwarded {
  /** In the language of this engine; as given when `finding` is not null. */
  readonly pack: PackText;
  readonly finding: LayerFinding | null;
}

/**
 * An older pack in today's language, step by step; nothing stored is touched. Files that no step changes keep their
 * text to the byte. A newer pack is refused before anything of it is touched.
 *
 * @param pack     a pack, or an overlay, whose values steps change wherever they stand in it
 * @param said     its language, when its pack.json does not say it (an overlay holds differences only)
 * @param steps    in any order; each leads from its version to the next
 * @param current  version to arrive at
 */
export function bringForward(
  pack: PackText,
  said: number = languageVersion,
  steps: readonly LanguageStep[] = languageSteps,
  current: number = languageVersion,
): Forwarded {
  const own = languageOf(pack);
  const from = own ?? said;
  const refused = (code: 'language-newer' | 'language-unknown'): Forwarded => ({
    pack,
    finding: {
      code,
      layer: '',
      file: 'pack.json',
      pointer: own === null ? '' : '/language',
      params: { language: from, known: current },
    },
  });
  if (from > current) return refused('language-newer');
  let files = new Map(Object.entries(pack.files));
  for (let version = from; version < current; version++) {
    const step = steps.find((candidate) => candidate.from === version);
    if (step === undefined) return refused('language-unknown');
    files = takeStep(files, step);
  }
  if (own === null || own === current) return { pack: { files: Object.fromEntries(files) }, finding: null };
  const head = jsonOf('pack.json', files.get('pack.json') ?? '');
  if (isObject(head)) files.set('pack.json', canonicalText({ ...head, language: current }));
  return { pack: { files: Object.fromEntries(files) }, finding: null };
}

/** What its pack.json says; null when it says nothing. */
export function languageOf(pack: PackText): number | null {
  const head = jsonOf('pack.json', textAt(pack, 'pack.json') ?? '');
  const language = isObject(head) ? head['language'] : undefined;
  return typeof language === 'number' ? language : null;
}

function takeStep(files: ReadonlyMap<string, string>, step: LanguageStep): Map<string, string> {
  const result = new Map<string, string>();
  for (const [path, text] of files) {
    const json: Json | undefined = path.endsWith('.json') ? jsonOf(path, text) : undefined;
    const moved = step.path?.(path) ?? path;
    const changed = json === undefined ? undefined : step.json(path, json);
    result.set(moved, changed === undefined || changed === json ? text : canonicalText(changed));
  }
  return result;
}
