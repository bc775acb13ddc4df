/** Files of a pack, path → text. */
type Files = Readonly<Record<string, string>>;

/** What every screen needs whatever its type. */
const COMMON = ['pack.json', 'settings.json', 'series.json', 'roles.json', 'app.json'];

/** Characters of a decision table that travels; what is longer is asked of the server, as lists too long to send are. */
const TABLE_MAX = 100_000;

/**
 * The part of a pack that a browser compiles to work with one type: the type, the decisions that its fields ask, the
 * conversions that leave or reach it, and every type and conversion that those name, again and again: references,
 * shared shapes, look-ups, targets.
 *
 * What is named is found by its quoted key anywhere in a file, so that a new keyword of the language needs nothing
 * here; a text that happens to equal a key brings a file too many, never one too few.
 *
 * @param language  whose texts come along, restricted to the files of the slice
 */
export function sliceOfType(files: Files, type: string, language: string): Record<string, string> {
  const owners = ownersOf(files);
  const wanted = new Set<string>([`types/${type}`]);
  for (const owner of owners.keys()) {
    if (owner.startsWith('conversions/') && namesType(files, owner, type)) wanted.add(owner);
    // Exchange rates are looked up by a function that names no type; nor do `here` and `user`.
    if (owner.startsWith('types/') && /"(?:rates|here|user)"\s*:/.test(files[`${owner}/type.json`] ?? ''))
      wanted.add(owner);
  }
  for (const decision of decisionsOf(files, owners, type)) wanted.add(decision);

  // A set that grows while it is walked: each member is visited once, whatever names it.
  for (const owner of wanted) {
    for (const path of owners.get(owner) ?? []) {
      for (const key of keysNamedIn(files[path] ?? '')) {
        if (owners.has(`types/${key}`)) wanted.add(`types/${key}`);
      }
      if (path.endsWith('/machine.json')) {
        for (const key of keysNamedIn(files[path] ?? ''))
          if (owners.has(`conversions/${key}`)) wanted.add(`conversions/${key}`);
      }
    }
  }

  const slice: Record<string, string> = {};
  for (const path of COMMON) if (files[path] !== undefined) slice[path] = files[path];
  for (const owner of wanted) for (const path of owners.get(owner) ?? []) slice[path] = files[path] ?? '';
  const texts = files[`locales/${language}.json`];
  if (texts !== undefined) slice[`locales/${language}.json`] = textsOf(texts, slice);
  return slice;
}

/** The tables that the fields of a type ask, its shared shapes included, and those that these ask in turn. */
function decisionsOf(files: Files, owners: Owners, type: string): ReadonlySet<string> {
  const named = new Set([`types/${type}`]);
  for (const owner of named) {
    for (const path of owners.get(owner) ?? []) {
      // Stages do not move in a browser.
      if (path.endsWith('/machine.json')) continue;
      for (const key of keysNamedIn(files[path] ?? '')) {
        if (owners.has(`decisions/${key}`)) named.add(`decisions/${key}`);
        if (/"kind"\s*:\s*"abstract"/.test(files[`types/${key}/type.json`] ?? '')) named.add(`types/${key}`);
      }
    }
  }
  return new Set([...named].filter((owner) => owner.startsWith('decisions/')));
}

type Owners = ReadonlyMap<string, readonly string[]>;

/**
 * `types/<type>` → its files, `conversions/<conversion>` and `decisions/<decision>` → its file. Views and prints are no
 * part of a model.
 */
function ownersOf(files: Files): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const path of Object.keys(files)) {
    const match =
      /^(types\/[^/]+)\/(?:type|schema|machine|form)\.json$/.exec(path) ??
      /^((?:conversions|decisions)\/[^/]+)\.json$/.exec(path);
    const owner = match?.[1];
    if (owner === undefined || (owner.startsWith('decisions/') && (files[path] ?? '').length > TABLE_MAX))
      continue;
    const known = owners.get(owner);
    if (known) known.push(path);
    else owners.set(owner, [path]);
  }
  return owners;
}

function namesType(files: Files, conversion: string, type: string): boolean {
  const text = files[`${conversion}.json`] ?? '';
  return new RegExp(`"(?:from|to)"\\s*:\\s*"${type}"`).test(text);
}

function keysNamedIn(text: string): readonly string[] {
  return [...text.matchAll(/["']([a-z][a-z0-9-]*)\\?["']/g)].map((match) => match[1] ?? '');
}

/** A locale's texts are keyed `<file without .json>#<pointer>`. */
function textsOf(text: string, slice: Files): string {
  try {
    const all = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(
      Object.fromEntries(Object.entries(all).filter(([key]) => `${key.split('#')[0]}.json` in slice)),
    );
  } catch {
    return '{}';
  }
}
