// What may follow in an expression: `doc.` its fields, `doc.partner.` the fields of what it refers to.
import { typeOf } from './file-tree.ts';
import { fieldsOf, type FieldName } from './pack-names.ts';
import { readLoosely } from './places.ts';
import { textOf, told } from './shapes.ts';

type Files = Readonly<Record<string, string>>;

export interface Offer {
  readonly label: string;
  readonly detail: string;
}

/** Keys under which a string is an expression. */
const EXPRESSION_KEYS = new Set([
  'expr',
  'label',
  'full',
  'when',
  'where',
  'x-formula',
  'x-default',
  'x-fill',
  'x-live',
  'x-visible',
  'x-editable',
  'x-required',
]);

const FUNCTIONS = [
  'sum',
  'round',
  'min',
  'max',
  'abs',
  'size',
  'coalesce',
  'allocate',
  'take',
  'range',
  'flatten',
  'sortBy',
  'groupBy',
  'addDays',
  'addMonths',
  'daysBetween',
  'startOf',
  'endOf',
  'upper',
  'lower',
  'trim',
  'format',
  'rate',
  'exchange',
  'published',
  'under',
  'lookup',
  'open',
  'done',
  'progress',
  'startsWith',
  'contains',
  'map',
  'filter',
  'exists',
  'all',
];

export function isExpressionKey(path: readonly string[]): boolean {
  return EXPRESSION_KEYS.has(path.at(-1) ?? '');
}

/**
 * @param before  the expression's text up to the cursor
 * @param path    where in the file it stands
 * @returns       offers for the word being typed, and how long that word is already
 */
export function offersAfter(
  files: Files,
  file: string,
  path: readonly string[],
  before: string,
): { readonly typed: number; readonly offers: readonly Offer[] } {
  const chain = /((?:[A-Za-z_]\w*\.)*)(\w*)$/.exec(before);
  const steps = (chain?.[1] ?? '').split('.').filter(Boolean);
  const typed = chain?.[2]?.length ?? 0;
  const roots = rootsOf(files, file, path);
  const [root, ...rest] = steps;
  if (root === undefined) {
    const names = [...roots.keys(), 'settings', 'user', 'company', 'today', 'now'].map((label) => ({
      label,
      detail: '',
    }));
    return { typed, offers: [...names, ...FUNCTIONS.map((label) => ({ label, detail: 'ƒ' }))] };
  }
  let here: readonly FieldName[] = roots.get(root) ?? (root === 'settings' ? settingNames(files) : []);
  for (const step of rest) {
    const field = here.find((one) => one.key === step);
    here = field?.refers ? fieldsOf(files, field.refers) : (field?.columns ?? []);
  }
  return { typed, offers: here.map(({ key, title }) => ({ label: key, detail: title })) };
}

/** Names in scope, each with its fields. */
function rootsOf(
  files: Files,
  file: string,
  path: readonly string[],
): ReadonlyMap<string, readonly FieldName[]> {
  const type = typeOf(file);
  if (type) {
    const fields = fieldsOf(files, type);
    const table =
      path[0] === 'properties' && path[2] === 'items'
        ? fields.find((field) => field.key === path[1])
        : fields.find((field) => field.columns.length > 0 && field.refers === null);
    return new Map([
      ['doc', fields],
      ['before', fields],
      ['line', table?.columns ?? []],
      ['input', []],
    ]);
  }
  const conversion = told(readLoosely(files[file]));
  const source = fieldsOf(files, textOf(conversion.from) ?? '');
  const target = fieldsOf(files, textOf(conversion.to) ?? '');
  const lines = source.find((field) => field.columns.length > 0 && field.refers === null)?.columns ?? [];
  return new Map([
    ['source', source],
    ['sourceLine', lines],
    ['target', target],
  ]);
}

function settingNames(files: Files): readonly FieldName[] {
  const properties = told(told(readLoosely(files['settings.json'])).properties);
  return Object.entries(properties).map(([key, value]) => ({
    key,
    title: textOf(told(value).title) ?? '',
    refers: null,
    columns: [],
  }));
}
