import app from '../../definitions/language/app.schema.json' with { type: 'json' };
import connector from '../../definitions/language/connector.schema.json' with { type: 'json' };
import conversion from '../../definitions/language/conversion.schema.json' with { type: 'json' };
import decision from '../../definitions/language/decision.schema.json' with { type: 'json' };
import form from '../../definitions/language/form.schema.json' with { type: 'json' };
import ledger from '../../definitions/language/ledger.schema.json' with { type: 'json' };
import locale from '../../definitions/language/locale.schema.json' with { type: 'json' };
import machine from '../../definitions/language/machine.schema.json' with { type: 'json' };
import migration from '../../definitions/language/migration.schema.json' with { type: 'json' };
import overlay from '../../definitions/language/overlay.schema.json' with { type: 'json' };
import pack from '../../definitions/language/pack.schema.json' with { type: 'json' };
import plans from '../../definitions/language/plan.schema.json' with { type: 'json' };
import postings from '../../definitions/language/postings.schema.json' with { type: 'json' };
import roles from '../../definitions/language/roles.schema.json' with { type: 'json' };
import report from '../../definitions/language/report.schema.json' with { type: 'json' };
import rule from '../../definitions/language/rule.schema.json' with { type: 'json' };
import scenario from '../../definitions/language/scenario.schema.json' with { type: 'json' };
import schema from '../../definitions/language/schema.schema.json' with { type: 'json' };
import series from '../../definitions/language/series.schema.json' with { type: 'json' };
import settings from '../../definitions/language/settings.schema.json' with { type: 'json' };
import type from '../../definitions/language/type.schema.json' with { type: 'json' };
import view from '../../definitions/language/view.schema.json' with { type: 'json' };
import { bundleGrammar } from './bundle-grammar.ts';

/** One kind of file in a pack: where it lies and what may stand in it. */
export interface FileKind {
  readonly kind: string;
  readonly place: RegExp;
  /** For people: the place in words. */
  readonly pattern: string;
  /** Self-contained JSON Schema; null: not judged (lines of records, texts for people). */
  readonly grammar: object | null;
}

const KEY = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';

function kind(name: string, pattern: string, grammar: object | null): FileKind {
  const place = pattern.replaceAll('.', '\\.').replace(/<\w+>/g, KEY);
  return { kind: name, pattern, place: new RegExp(`^${place}$`), grammar: grammar && bundleGrammar(grammar) };
}

/** Versions are numbers, with the key of a pack before them where several packs migrate one type. */
const VERSION = '(?:[a-z][a-z0-9]*-)*[0-9]+(?:\\.[0-9]+)*';
const MIGRATION = new RegExp(`^migrations/${KEY}/${VERSION}-to-${VERSION}\\.json$`);

/** Every kind of file that the language knows. A new kind is one line here and one grammar. */
export const fileKinds: readonly FileKind[] = [
  kind('pack', 'pack.json', pack),
  kind('settings', 'settings.json', settings),
  kind('roles', 'roles.json', roles),
  kind('series', 'series.json', series),
  kind('app', 'app.json', app),
  kind('type', 'types/<type>/type.json', type),
  kind('schema', 'types/<type>/schema.json', schema),
  kind('machine', 'types/<type>/machine.json', machine),
  kind('layout', 'types/<type>/machine.layout.json', null),
  kind('form', 'types/<type>/form.json', form),
  kind('postings', 'types/<type>/postings.json', postings),
  kind('ledger', 'ledgers/<ledger>.json', ledger),
  kind('conversion', 'conversions/<conversion>.json', conversion),
  kind('decision', 'decisions/<decision>.json', decision),
  kind('rule', 'rules/<rule>.json', rule),
  kind('connector', 'connectors/<connector>.json', connector),
  kind('report', 'reports/<report>.json', report),
  kind('view', 'types/<type>/views/<view>.json', view),
  kind('plans', 'plans.json', plans),
  kind('print', 'types/<type>/print/<print>.typ', null),
  kind('message', 'messages/<message>.md', null),
  kind('locale', 'locales/<language>.json', locale),
  kind('scenario', 'scenarios/<name>.json', scenario),
  kind('overlay', 'overlay.json', overlay),
  { ...kind('migration', 'migrations/<type>/<from>-to-<to>.json', migration), place: MIGRATION },
  kind('data', 'data/base/<type>.jsonl', null),
  kind('data', 'data/demo/<type>.jsonl', null),
  kind('text', 'README.md', null),
  kind('text', 'CHANGELOG.md', null),
];

export function fileKindOf(path: string): FileKind | null {
  return fileKinds.find((candidate) => candidate.place.test(path)) ?? null;
}

/** Grammar of the file at `path`, for completion in an editor; null when the place is unknown or free. */
export function grammarOf(path: string): object | null {
  return fileKindOf(path)?.grammar ?? null;
}
