import type { JsonObject } from '../model/json.ts';
import {
  asObject,
  asText,
  type LinkedDefinition,
  type LinkedPack,
  type LinkedType,
  type Origin,
} from '../model/linked-pack.ts';
import type { PackFile } from '../model/pack.ts';
import type { Finding } from '../problems/finding.ts';
import { nearestName } from '../problems/nearest-name.ts';
import type { ReadPack } from '../read/read-pack.ts';
import { flattenFields, type Shapes } from './flatten-fields.ts';
import { linkDecision } from './link-decision.ts';
import { linkLedger } from './link-ledger.ts';

/**
 * Puts the files of a pack together: types with flattened fields, and every definition by its key.
 *
 * @param partial  the files are a slice of a pack: what is not there is not missed
 */
export function linkPack(read: ReadPack, partial: boolean): { linked: LinkedPack; findings: Finding[] } {
  const findings: Finding[] = [];
  const { files, broken } = read;
  const incomplete = new Set<string>();
  const isAbsent: LinkedPack['isAbsent'] = (kind, key) => {
    if (partial || (kind === 'type' && incomplete.has(key))) return true;
    if (kind === 'type')
      return ['type', 'schema', 'machine', 'postings'].some((name) =>
        broken.has(`types/${key}/${name}.json`),
      );
    if (kind === 'ledger') return broken.has(`ledgers/${key}.json`);
    if (kind === 'conversion') return broken.has(`conversions/${key}.json`);
    if (kind === 'decision') return broken.has(`decisions/${key}.json`);
    if (kind === 'connector') return broken.has(`connectors/${key}.json`);
    if (kind === 'message') return false;
    if (kind === 'plan') return broken.has('plans.json');
    return broken.has(kind === 'series' ? 'series.json' : 'roles.json');
  };
  const heads = typeHeads(files);
  const shapes = shapesOf(files, heads, isAbsent, findings);
  const types = new Map<string, LinkedType>();
  const abstracts = new Set<string>();
  for (const [key, head] of heads) {
    if (asText(head['kind']) === 'abstract') abstracts.add(key);
    const type = linkType(key, head, read, {
      ...shapes,
      onLack: () => void (partial || incomplete.add(key)),
    });
    if (type !== null && !abstracts.has(key) && !incomplete.has(key)) types.set(key, type);
  }
  const settingsFile = files.get('settings.json');
  if (!partial) findings.push(...missingFiles(read));
  const linked: LinkedPack = {
    files,
    broken,
    head: asObject(files.get('pack.json')?.json),
    types,
    abstracts,
    conversions: new Map(definitionsIn(files, /^conversions\/(.+)\.json$/)),
    ledgers: new Map(
      definitionsIn(files, /^ledgers\/(.+)\.json$/).map(([key, definition]) => [
        key,
        linkLedger(definition, findings),
      ]),
    ),
    decisions: new Map(
      definitionsIn(files, /^decisions\/(.+)\.json$/).map(([key, definition]) => [
        key,
        linkDecision(definition, findings),
      ]),
    ),
    rules: new Map(definitionsIn(files, /^rules\/(.+)\.json$/)),
    connectors: new Map(definitionsIn(files, /^connectors\/(.+)\.json$/)),
    reports: new Map(definitionsIn(files, /^reports\/(.+)\.json$/)),
    views: viewsIn(files),
    plans: membersOf(files.get('plans.json')),
    messages: textsIn(files, /^messages\/(.+)\.md$/),
    data: read.lines,
    prints: textsIn(files, /^types\/(.+\/print\/.+)\.typ$/, (path) => path.replace('/print/', '/')),
    series: membersOf(files.get('series.json')),
    roles: membersOf(files.get('roles.json')),
    settings: flattenFields(
      { file: 'settings.json', pointer: '', json: asObject(settingsFile?.json) },
      shapes,
    ),
    app: asObject(files.get('app.json')?.json),
    locales: new Map(
      definitionsIn(files, /^locales\/(.+)\.json$/).map(([language, { json }]) => [
        language,
        json as Readonly<Record<string, string>>,
      ]),
    ),
    isAbsent,
  };
  return { linked, findings };
}

function typeHeads(files: ReadonlyMap<string, PackFile>): ReadonlyMap<string, JsonObject> {
  return new Map(definitionsIn(files, /^types\/(.+)\/type\.json$/).map(([key, { json }]) => [key, json]));
}

function shapesOf(
  files: ReadonlyMap<string, PackFile>,
  heads: ReadonlyMap<string, JsonObject>,
  isAbsent: LinkedPack['isAbsent'],
  findings: Finding[],
): Shapes {
  return {
    findings,
    shape(key: string, from: Origin) {
      const head = heads.get(key);
      const path = `types/${key}/schema.json`;
      const file = files.get(path);
      if (head !== undefined && head['kind'] !== 'abstract') {
        findings.push({ code: 'not-abstract', ...from, params: { name: key } });
      } else if (head === undefined && !isAbsent('type', key)) {
        const abstracts = [...heads]
          .filter(([, other]) => other['kind'] === 'abstract')
          .map(([name]) => name);
        findings.push({
          code: 'unknown-type',
          ...from,
          params: { name: key, suggestion: nearestName(key, abstracts) },
        });
      } else if (file !== undefined) return { file: path, pointer: '', json: asObject(file.json) };
      return null;
    },
  };
}

/** null when its schema is broken; one that lacks an included shape is left out too: whoever refers to the type is then not told that it is unknown. */
function linkType(key: string, head: JsonObject, read: ReadPack, shapes: Shapes): LinkedType | null {
  const folder = `types/${key}/`;
  const schema = read.files.get(`${folder}schema.json`);
  if (schema === undefined) {
    if (!read.broken.has(`${folder}schema.json`))
      shapes.findings.push({
        code: 'file-missing',
        file: `${folder}type.json`,
        pointer: '',
        params: { file: `${folder}schema.json` },
      });
    return null;
  }
  if (read.broken.has(`${folder}machine.json`)) return null;
  return {
    key,
    json: head,
    folder,
    fields: flattenFields({ file: schema.path, pointer: '', json: asObject(schema.json) }, shapes),
    machine: read.files.get(`${folder}machine.json`) ?? null,
    form: read.files.get(`${folder}form.json`) ?? null,
    postings: read.files.get(`${folder}postings.json`) ?? null,
  };
}

function definitionsIn(files: ReadonlyMap<string, PackFile>, place: RegExp): [string, LinkedDefinition][] {
  return [...files.values()].flatMap((file): [string, LinkedDefinition][] => {
    const key = place.exec(file.path)?.[1];
    return key === undefined ? [] : [[key, { key, file: file.path, json: asObject(file.json) }]];
  });
}

function textsIn(
  files: ReadonlyMap<string, PackFile>,
  place: RegExp,
  keyOf: (path: string) => string = (path) => path,
): ReadonlyMap<string, PackFile> {
  return new Map(
    [...files.values()].flatMap((file): [string, PackFile][] => {
      const path = place.exec(file.path)?.[1];
      return path === undefined ? [] : [[keyOf(path), file]];
    }),
  );
}

function viewsIn(files: ReadonlyMap<string, PackFile>): ReadonlyMap<string, LinkedDefinition> {
  return new Map(
    definitionsIn(files, /^types\/(.+\/views\/.+)\.json$/).map(([path, definition]) => {
      const key = path.replace('/views/', '/');
      return [key, { ...definition, key }];
    }),
  );
}

function membersOf(file: PackFile | undefined): ReadonlyMap<string, LinkedDefinition> {
  if (file === undefined) return new Map();
  return new Map(
    Object.entries(asObject(file.json))
      .filter(([key]) => key !== '$schema')
      .map(([key, json]) => [key, { key, file: file.path, json: asObject(json) }]),
  );
}

/** Folders without their head, and a pack without pack.json. */
function missingFiles(read: ReadPack): Finding[] {
  const all = new Set([...read.files.keys(), ...read.broken]);
  const findings: Finding[] = [];
  if (!all.has('pack.json'))
    findings.push({ code: 'file-missing', file: 'pack.json', pointer: '', params: { file: 'pack.json' } });
  for (const path of all) {
    const folder = /^types\/[^/]+\//.exec(path)?.[0];
    if (folder !== undefined && !all.has(`${folder}type.json`) && path === `${folder}schema.json`)
      findings.push({
        code: 'file-missing',
        file: path,
        pointer: '',
        params: { file: `${folder}type.json` },
      });
  }
  return findings;
}
