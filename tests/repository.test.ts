// The house law, proved: who may import whom, no cycles, engine purity, no business words in the rooms.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
// Tracked files and new ones that are not ignored: what a commit would hold.
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));

const rooms = ['definitions', 'engine', 'runtime', 'studio', 'tests'] as const;
type Room = (typeof rooms)[number];

const source = (room: Room) =>
  files.filter((path) => path.startsWith(`${room}/`) && /\.(ts|svelte|js)$/.test(path));
const text = (path: string) => readFileSync(join(root, path), 'utf8');

interface Import {
  readonly from: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const importPattern =
  /(?:^|\n|>)\s*(?:import|export)\s+(type\s+)?(?:[^'"`;]*?\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(path: string): Import[] {
  return [...text(path).matchAll(importPattern)].map((match) => ({
    from: path,
    specifier: match[2] ?? match[3] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

/** The file or package that an import names, from the root of the repository. */
function target({ from, specifier }: Import): string {
  if (specifier === '#engine') return 'engine/index.ts';
  if (specifier === '#api') return 'runtime/api.ts';
  if (specifier.startsWith('#lib/')) return `studio/src/lib/${specifier.slice('#lib/'.length)}`;
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier.split('?')[0] ?? ''));
  return `npm:${specifier}`;
}

const roomOf = (path: string): string => path.split('/')[0] ?? '';

describe('arrows', () => {
  const mayImport: Record<Room, (path: string, imported: Import) => boolean> = {
    definitions: () => false,
    engine: (path) => path.startsWith('engine/') || path.startsWith('definitions/language/'),
    runtime: (path) => path.startsWith('runtime/') || path === 'engine/index.ts',
    studio: (path, imported) =>
      path.startsWith('studio/') ||
      path === 'engine/index.ts' ||
      path.startsWith('definitions/language/') ||
      (path === 'runtime/api.ts' && imported.typeOnly),
    tests: () => true,
  };
  const enginePackages = new Set(['big.js', 'xstate', '@marcbachmann/cel-js', 'jsonc-parser']);

  for (const room of rooms) {
    test(`${room} imports only what it may`, () => {
      const broken = source(room)
        .flatMap(importsOf)
        .filter((imported) => {
          const path = target(imported);
          if (path.startsWith('npm:'))
            return (
              room === 'engine' &&
              ![...enginePackages].some((name) => path === `npm:${name}` || path.startsWith(`npm:${name}/`))
            );
          return !mayImport[room](path, imported);
        })
        .map(({ from, specifier }) => `${from} → ${specifier}`);
      expect(broken).toEqual([]);
    });
  }
});

test('no import goes in a circle', () => {
  const graph = new Map<string, string[]>();
  for (const path of rooms.flatMap(source)) {
    graph.set(
      path,
      importsOf(path)
        .filter((imported) => !imported.typeOnly)
        .map(target)
        // A recursive component imports itself; that is how Svelte spells it.
        .filter((other) => !other.startsWith('npm:') && other !== path),
    );
  }
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      circles.push([...trail.slice(at), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  expect(circles).toEqual([]);
});

/** Source without comments and string contents is not needed here: a word in a comment misleads just as well. */
function offences(room: Room, pattern: RegExp, except: (path: string) => boolean = () => false): string[] {
  return source(room)
    .filter((path) => !except(path))
    .flatMap((path) =>
      text(path)
        .split('\n')
        .flatMap((line, index) =>
          pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [],
        ),
    );
}

test('the engine is pure: no clock, no chance, no world', () => {
  const impure =
    /['"]node:|\bfetch\(|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bwindow\.|\bglobalThis\.document|\bconsole\.|\bprocess\.|\bcrypto\.subtle/;
  expect(offences('engine', impure)).toEqual([]);
});

describe('no business word stands in the rooms that any business shares', () => {
  const words =
    /['"`](offer|order|payment|lead|contract|receipt)s?['"`] *[=!]==|[=!]== *['"`](offer|order|payment|lead|contract|receipt)s?['"`]|\b(invoices?|invoicing|proformas?|vat|vatRates?|vatByRate|delivery-?notes?|credit-?notes?|order-to|purchaseOrders?|salesOrders?)\b/i;
  for (const room of ['engine', 'runtime', 'studio'] as const) {
    test(room, () => {
      expect(offences(room, words, (path) => path.startsWith('runtime/ports/'))).toEqual([]);
    });
  }
});

test('one word for one thing: no file is named after a nickname', () => {
  const nicknames = /(^|[-/.])(services?|managers?|handlers?|helpers?|utils?|misc|common)([-.]|$)/;
  const named = rooms.flatMap(source).filter((path) => nicknames.test(path.split('/').slice(1).join('/')));
  expect(named).toEqual([]);
});

test('files stay small', () => {
  const long = rooms
    .flatMap(source)
    .map((path) => ({ path, lines: text(path).split('\n').length }))
    .filter(({ path, lines }) => lines > (path.startsWith('tests/') ? 600 : 400))
    .map(({ path, lines }) => `${path}: ${lines}`);
  expect(long).toEqual([]);
});

test('default exports only where a tool demands one', () => {
  const demanded = new Set([
    'studio/vite.config.ts',
    'tests/reporter.ts',
    'tests/global-setup.ts',
    'tests/kit-setup.ts',
    'tests/studio-setup.ts',
  ]);
  const found = rooms
    .flatMap(source)
    .filter((path) => path.endsWith('.ts') && /^export default /m.test(text(path)) && !demanded.has(path));
  expect(found).toEqual([]);
});

test('nothing is left to be done later in a comment', () => {
  for (const room of rooms)
    expect(
      offences(room, /\b(TODO|FIXME|XXX|HACK)\b/, (path) => path === 'tests/repository.test.ts'),
    ).toEqual([]);
});

test('every room tells what it is', () => {
  const missing = rooms.map((room) => `${room}/README.md`).filter((path) => !files.includes(path));
  expect(missing).toEqual([]);
});

test('rooms named in a room’s README exist, and every folder is named there', () => {
  const problems: string[] = [];
  for (const room of ['engine', 'runtime'] as const) {
    const folders = new Set(
      source(room)
        .map((path) => path.split('/'))
        .filter((parts) => parts.length > 2)
        .map((parts) => parts[1] ?? ''),
    );
    const readme = text(`${room}/README.md`);
    for (const folder of folders)
      if (!readme.includes(`\`${folder}/\``)) problems.push(`${room}/README.md does not name ${folder}/`);
  }
  expect(problems).toEqual([]);
});

test('versions are pinned exactly', () => {
  const manifest = JSON.parse(text('package.json')) as Record<string, Record<string, string> | undefined>;
  const loose = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
  );
  expect(loose).toEqual([]);
});

test('rooms are known', () => {
  const strangers = files.filter(
    (path) =>
      /\.(ts|svelte|js)$/.test(path) &&
      path.includes('/') &&
      !(rooms as readonly string[]).includes(roomOf(path)),
  );
  expect(strangers).toEqual([]);
});

describe('rules of conversions', () => {
  const counts = { Q: 14, T: 4, M: 9, P: 7, X: 6, N: 1, R: 2 };
  const ids = Object.entries(counts).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
  );
  // The first text of a call: `test('Q4 …'`, `it('…'`, and what follows `test.each(…)(`.
  const title = /(?:\b(?:test|it|describe)\(|\)\()\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/g;
  const titles = files
    .filter((path) => /^tests\/.+\/.*\.test\.ts$/.test(path))
    .flatMap((path) => [...text(path).matchAll(title)].map((match) => match[2] ?? ''));

  test('each has a test that names it', () => {
    const named = new Set(titles.flatMap((words) => words.match(/\b[QTMPXNR]\d{1,2}\b/g) ?? []));
    expect(ids.filter((id) => !named.has(id))).toEqual([]);
  });

  test('each is told to consultants', () => {
    const told = text('docs/conversions.md');
    expect(ids.filter((id) => !new RegExp(`\\b${id}\\b`).test(told))).toEqual([]);
  });
});
