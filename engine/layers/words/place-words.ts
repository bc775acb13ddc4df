// What stands at a place of a pack, for people: “field “total” of deal”.
import { fillWords } from '../../problems/fill-words.ts';
import { pathOf } from '../../read/json-pointer.ts';
import en from './places.en.json' with { type: 'json' };
import pl from './places.pl.json' with { type: 'json' };
import ro from './places.ro.json' with { type: 'json' };

type Subject = keyof typeof en;

interface Pattern {
  readonly subject: Subject;
  /** Both give names to what they find; `rest` is what lies deeper. */
  readonly file: RegExp;
  readonly pointer: RegExp;
}

const catalogues: Readonly<Record<string, Readonly<Record<Subject, string>>>> = { en, ro, pl };

function pattern(subject: Subject, file: string, pointer: string): Pattern {
  return { subject, file: new RegExp(`^${file}$`), pointer: new RegExp(`^${pointer}(?<rest>(?:/.*)?)$`) };
}

const TYPE = 'types/(?<a>[^/]+)';
const STATE = '(?:/states/[^/]+)*/states/(?<b>[^/]+)';

/** The most specific first. */
const patterns: readonly Pattern[] = [
  pattern('column', `${TYPE}/schema\\.json`, '/properties/(?<b>[^/]+)/items/properties/(?<c>[^/]+)'),
  pattern('field', `${TYPE}/schema\\.json`, '/properties/(?<b>[^/]+)'),
  pattern('schema', `${TYPE}/schema\\.json`, ''),
  pattern('event', `${TYPE}/machine\\.json`, `${STATE}/on/(?<c>[^/]+)`),
  pattern('stage', `${TYPE}/machine\\.json`, STATE),
  pattern('machine', `${TYPE}/machine\\.json`, ''),
  pattern('form', `${TYPE}/form\\.json`, ''),
  pattern('track', `${TYPE}/type\\.json`, '/tracks/(?<b>[^/]+)'),
  pattern('type', `${TYPE}/type\\.json`, ''),
  pattern('posting', `${TYPE}/postings\\.json`, '/(?<b>[^/]+)'),
  pattern('view', `${TYPE}/views/(?<b>[^/]+)\\.json`, ''),
  pattern('print', `${TYPE}/print/(?<b>[^/]+)\\.[a-z]+`, ''),
  pattern('filling', 'conversions/(?<a>[^/]+)\\.json', '/(?:header|lines/[^/]+/fields)/(?<b>[^/]+)'),
  pattern('conversion', 'conversions/(?<a>[^/]+)\\.json', ''),
  pattern('ledger', 'ledgers/(?<a>[^/]+)\\.json', ''),
  pattern('decision', 'decisions/(?<a>[^/]+)\\.json', ''),
  pattern('rule', 'rules/(?<a>[^/]+)\\.json', ''),
  pattern('connector', 'connectors/(?<a>[^/]+)\\.json', ''),
  pattern('report', 'reports/(?<a>[^/]+)\\.json', ''),
  pattern('message', 'messages/(?<a>[^/]+)\\.md', ''),
  pattern('scenario', 'scenarios/(?<a>[^/]+)\\.json', ''),
  pattern('migration', 'migrations/(?<a>[^/]+)/(?<b>[^/]+)\\.json', ''),
  pattern('translation', 'locales/(?<a>[^/]+)\\.json', '/(?<b>[^/]+)'),
  pattern('locale', 'locales/(?<a>[^/]+)\\.json', ''),
  pattern('setting', 'settings\\.json', '/properties/(?<a>[^/]+)'),
  pattern('settings', 'settings\\.json', ''),
  pattern('series', 'series\\.json', '/(?<a>[^/]+)'),
  pattern('role', 'roles\\.json', '/(?<a>[^/]+)'),
  pattern('menu', 'app\\.json', ''),
  pattern('pack', 'pack\\.json', ''),
  pattern('records', 'data/(?:base|demo)/(?<a>[^/]+)\\.jsonl', ''),
  pattern('file', '(?<a>.*)', ''),
];

/** What stands there, and what inside it is meant: `field “total” of deal, x-formula`. */
export function placeWords(file: string, pointer: string, language: string): string {
  const catalogue = catalogues[language.slice(0, 2)] ?? en;
  for (const { subject, file: ofFile, pointer: ofPointer } of patterns) {
    const [inFile, inPointer] = [ofFile.exec(file), ofPointer.exec(pointer)];
    if (inFile === null || inPointer === null) continue;
    const { rest = '', ...found } = inPointer.groups ?? {};
    const names = Object.entries({ ...inFile.groups, ...found }).map(([name, text]): [string, string] => [
      name,
      pathOf(`/${text}`)[0] ?? '',
    ]);
    const what = fillWords(catalogue[subject], Object.fromEntries(names));
    const deeper = pathOf(rest).filter((part) => part !== 'properties' && part !== 'params');
    return deeper.length === 0 ? what : `${what}, ${deeper.join(' › ')}`;
  }
  return file;
}
