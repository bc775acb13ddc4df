// A rename is said by the author: the new definition names the key it had.
import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../canonical/json-shapes.ts';

/** What a definition says it was called before: beside its title, or in a stage's `meta`. */
export function renamedFrom(value: Json | undefined): string | null {
  if (!isObject(value)) return null;
  const meta = value['meta'];
  const said = value['renamedFrom'] ?? (isObject(meta) ? meta['renamedFrom'] : undefined);
  return typeof said === 'string' ? said : null;
}

/** Keys of `after` that were renamed since `before`: new key → old key. The old one must be gone, the new one new. */
export function renamedKeys(before: JsonObject, after: JsonObject): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const [key, value] of Object.entries(after)) {
    const old = renamedFrom(value);
    if (old === null || Object.hasOwn(before, key)) continue;
    if (Object.hasOwn(before, old) && !Object.hasOwn(after, old)) renames.set(key, old);
  }
  return renames;
}

const TYPE_FOLDER = /^types\/([^/]+)\//;
const NAMED_FILE = /^([a-z]+)\/([^/]+)\.json$/;

/**
 * Files that were renamed: new path → old path. A type's files follow its type.json; a definition that is a file of
 * its own (a conversion, a report) says it itself.
 *
 * @param before  paths of the older pack
 * @param after   files of the newer one, parsed
 */
export function renamedFiles(
  before: ReadonlySet<string>,
  after: ReadonlyMap<string, Json>,
): ReadonlyMap<string, string> {
  const renames = new Map<string, string>();
  for (const [path, json] of after) {
    const old = renamedFrom(json);
    if (old === null) continue;
    const type = TYPE_FOLDER.exec(path)?.[1];
    if (type !== undefined && path.endsWith('/type.json')) {
      if (!before.has(`types/${old}/type.json`) || after.has(`types/${old}/type.json`) || before.has(path))
        continue;
      for (const other of after.keys())
        if (other.startsWith(`types/${type}/`))
          renames.set(other, `types/${old}/${other.slice(`types/${type}/`.length)}`);
    } else {
      const was = path.replace(NAMED_FILE, (_, folder: string) => `${folder}/${old}.json`);
      if (was !== path && before.has(was) && !after.has(was) && !before.has(path)) renames.set(path, was);
    }
  }
  for (const [path, was] of renames) if (!before.has(was)) renames.delete(path);
  return renames;
}
