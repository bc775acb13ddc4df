import { asList, asObject, asText } from '../../../model/linked-pack.ts';
import type { Json } from '../../../model/json.ts';
import { sameJson } from '../../canonical/json-shapes.ts';
import { parsedFiles } from '../../compare/parsed-files.ts';
import { renamedFiles } from '../../compare/renames.ts';
import type { EffectRule, FoundEffect, Touched } from '../effect.ts';

/** Ways from document to document. They touch the records from which they start. */
export const conversions: EffectRule = ({ before, after }) => {
  const [older, newer] = [conversionsOf(parsedFiles(before.pack)), conversionsOf(parsedFiles(after.pack))];
  const renames = renamedFiles(new Set(older.keys()), newer);
  const gone = new Set(renames.values());
  const effects: FoundEffect[] = [];
  for (const [file, json] of newer) {
    const old = renames.get(file) ?? file;
    const was = older.get(old);
    if (was === undefined) effects.push(effect('conversion-added', file, json));
    else if (old !== file)
      effects.push({
        ...effect('conversion-renamed', file, was),
        params: { conversion: keyOf(old), after: keyOf(file) },
      });
    else if (!sameJson(was, json)) effects.push(effect('conversion-changed', file, was));
  }
  for (const [file, json] of older)
    if (!newer.has(file) && !gone.has(file)) effects.push(effect('conversion-removed', file, json));
  return effects;
};

function conversionsOf(files: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> {
  return new Map([...files].filter(([path]) => path.startsWith('conversions/')));
}

function effect(kind: FoundEffect['kind'], file: string, json: Json): FoundEffect {
  const stages = asList(asObject(asObject(json)['when'])['stages']).map(String);
  const type = asText(asObject(json)['from']) ?? '';
  const touches: Touched = { type, ...(stages.length === 0 ? {} : { states: stages }) };
  return {
    kind,
    file,
    pointer: '',
    params: { conversion: keyOf(file) },
    touches: kind === 'conversion-added' ? null : touches,
  };
}

function keyOf(file: string): string {
  return file.replace(/^conversions\//, '').replace(/\.json$/, '');
}
