import type { TextRange } from '../../model/pack.ts';
import { fillWords, type Params } from '../../problems/fill-words.ts';
import type { Problem, Severity } from '../../problems/problem.ts';
import en from './problems.en.json' with { type: 'json' };
import pl from './problems.pl.json' with { type: 'json' };
import ro from './problems.ro.json' with { type: 'json' };

/** Codes of what can be wrong with layers, migrations and plans. */
export type LayerCode = keyof typeof en;

interface Words {
  readonly message: string;
  readonly cure: string;
}

const catalogues: Readonly<Record<string, Readonly<Record<LayerCode, Words>>>> = { en, ro, pl };

/** A place in the file of one layer, and what is wrong there. */
export interface LayerFinding {
  readonly code: LayerCode;
  /** Key of the layer; '' where there are no layers. */
  readonly layer: string;
  readonly file: string;
  readonly pointer: string;
  readonly severity?: Severity;
  readonly params: Params;
}

/** A finding in words; `range` is the place in the text that the file has. */
export function layerProblem(finding: LayerFinding, range: TextRange | null, language: string): Problem {
  const { code, file, pointer, params, severity = severities[code] ?? 'error' } = finding;
  const words = (catalogues[language.slice(0, 2)] ?? en)[code];
  const message = fillWords(words.message, params);
  return { code, severity, file, pointer, range, params, message, cure: fillWords(words.cure, params) };
}

const severities: Partial<Record<LayerCode, Severity>> = {
  'overlay-nothing': 'warning',
  'overlay-crowd': 'error',
  'field-narrowed': 'warning',
};
