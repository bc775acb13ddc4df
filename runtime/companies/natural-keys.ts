import { accountName, naturalKeysIn, resolveNaturalKeys } from '#engine';
import type { FindId, Field, Id, JsonObject, NaturalKey } from '#engine';
import { readFinds } from '../store/read-finds.ts';
import type { CompanyWriter } from './company-writer.ts';

/** Finds records by what people call them, once each. */
export interface NaturalKeys {
  /** null: there is none. */
  find(name: NaturalKey): Promise<Id | null>;
  /** Looks for all of them, so that `found` knows them. */
  look(names: readonly NaturalKey[]): Promise<void>;
  readonly found: FindId;
  /** Data with ids where it names records; an unknown name stays, for the engine to refuse. */
  resolve(fields: ReadonlyMap<string, Field>, data: JsonObject): Promise<JsonObject>;
  /** A record that was just made. */
  learn(name: NaturalKey, id: Id): void;
}

export function naturalKeys({ app, companyId, current }: CompanyWriter): NaturalKeys {
  const known = new Map<string, Id>();
  const { types } = current.model;
  /** As it is kept. */
  const textOf = ({ type, key }: NaturalKey): string => {
    const of = types.get(type);
    return of?.fields.get(of.naturalKey)?.account === true ? accountName(key) : key;
  };
  const keyOf = (name: NaturalKey): string => `${name.type}:${textOf(name)}`;
  const found: FindId = (name) => known.get(keyOf(name)) ?? null;
  const look = async (names: readonly NaturalKey[]): Promise<void> => {
    const sought = names.filter((name) => !known.has(keyOf(name)) && types.has(name.type));
    const finds = sought.map((name) => ({
      type: name.type,
      where: { [types.get(name.type)?.naturalKey ?? 'number']: textOf(name) },
      before: null,
    }));
    const records = await readFinds(app.pool, companyId, finds, current.plan);
    for (const [index, name] of sought.entries()) {
      const record = records[index];
      if (record) known.set(keyOf(name), record.id);
    }
  };
  return {
    found,
    look,
    async find(name) {
      await look([name]);
      return found(name);
    },
    async resolve(fields, data) {
      await look(naturalKeysIn(fields, data));
      return resolveNaturalKeys(fields, data, found);
    },
    learn: (name, id) => void known.set(keyOf(name), id),
  };
}
