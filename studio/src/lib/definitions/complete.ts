// Completion in the JSON editor: keys and values from the grammar, with what they are for, names from the pack, fields in
// expressions.
import { getLocation } from 'jsonc-parser';
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { aboutNode } from './about.ts';
import { isExpressionKey, offersAfter } from './expression-names.ts';
import { aboutAt, keysAt, valuesAt } from './grammar-keys.ts';
import { conversionKeys, fieldsOf, seriesKeys, typeKeys } from './pack-names.ts';
import { typeOf } from './file-tree.ts';
import { readLoosely } from './places.ts';
import { told } from './shapes.ts';

type Files = Readonly<Record<string, string>>;

/** @param pack  the files as they stand when completion is asked for */
export function completeIn(
  file: () => string,
  pack: () => Files,
): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const text = context.state.doc.toString();
    const location = getLocation(text, context.pos);
    const path = location.path.map(String);
    const typedWord = /"?[\w$-]*$/.exec(text.slice(0, context.pos))?.[0] ?? '';
    if (location.isAtPropertyKey) return atKey(context, file(), path.slice(0, -1), typedWord);
    if (isExpressionKey(path) && location.previousNode?.type === 'string') {
      const start = location.previousNode.offset + 1;
      const { typed, offers } = offersAfter(pack(), file(), path, text.slice(start, context.pos));
      if (
        offers.length === 0 ||
        (typed === 0 && !context.explicit && !/[.\s(!]$/.test(text.slice(0, context.pos)))
      )
        return null;
      return {
        from: context.pos - typed,
        options: offers.map(({ label, detail }) => ({
          label,
          detail,
          type: detail === 'ƒ' ? 'function' : 'property',
        })),
        validFor: /^\w*$/,
      };
    }
    const values = [
      ...valuesAt({ file: file(), path, value: readLoosely(text) }),
      ...namesFor(pack(), file(), path).map((name) => JSON.stringify(name)),
    ];
    if (values.length === 0 || (typedWord === '' && !context.explicit)) return null;
    const from =
      location.previousNode && location.previousNode.offset < context.pos
        ? location.previousNode.offset
        : context.pos - typedWord.length;
    const to =
      location.previousNode && location.previousNode.offset < context.pos
        ? location.previousNode.offset + location.previousNode.length
        : context.pos;
    return {
      from,
      to,
      options: [...new Set(values)].map((label) => ({ label, type: 'enum' })),
      filter: true,
    };
  };
}

function atKey(
  context: CompletionContext,
  file: string,
  path: readonly string[],
  typed: string,
): CompletionResult | null {
  if (typed === '' && !context.explicit) return null;
  const value = readLoosely(context.state.doc.toString());
  const after = context.state.sliceDoc(context.pos, context.pos + 40);
  const closing = typed.startsWith('"') && after.startsWith('"') ? 1 : 0;
  const colon = /^"?\s*:/.test(after) ? '' : ': ';
  return {
    from: context.pos - typed.length,
    to: context.pos + closing,
    options: keysAt({ file, path, value }).map((key) => {
      const about = aboutAt({ file, path: [...path, key], value });
      return {
        label: `"${key}"`,
        displayLabel: key,
        apply: `"${key}"${colon}`,
        type: 'property',
        ...(about === null ? {} : { info: () => aboutNode(about) }),
      };
    }),
  };
}

/** Keys under which a string names something of the pack. */
function namesFor(files: Files, file: string, path: readonly string[]): readonly string[] {
  const key = path.at(-1) ?? '';
  const type = typeOf(file);
  if (key === 'series') return seriesKeys(files);
  if (key === 'conversion') return conversionKeys(files);
  if (key === 'target' && type) return Object.keys(told(told(readLoosely(files[file])).states));
  if (key === 'x-ref' || key === 'type' || key === 'to' || (key === 'from' && path.length === 1))
    return typeKeys(files);
  if (key === 'from' && file.startsWith('conversions/'))
    return fieldsOf(files, String(told(readLoosely(files[file])).from)).map((field) => field.key);
  if (type && (path.includes('columns') || path.includes('search') || path[0] === 'money'))
    return fieldsOf(files, type).map((field) => field.key);
  return [];
}
