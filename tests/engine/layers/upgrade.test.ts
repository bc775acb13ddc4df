import { expect, test } from 'vitest';
import { changeWords, diffPacks, extractOverlay, upgradeOverlay, type PackText } from '#engine';
import { base, change, jsonAt, type Changes } from './packs.ts';

const total = 'types/paper/schema.json#/properties/total';
const upgrade = (mine: Changes, theirs: Changes, more: object = {}) =>
  upgradeOverlay({
    oldBase: base,
    overlay: extractOverlay(base, change(base, mine)),
    newBase: change(base, theirs),
    ...more,
  });

test('all conflicts are listed at once, in words, with both values and the one before', () => {
  const { conflicts } = upgrade(
    {
      'types/wish/type.json#/title': 'Enquiry',
      [`${total}/x-formula`]: 'sum(doc.lines.map(l, l.net)) + 1',
      'types/wish/type.json#/search': null,
      'types/thing/type.json#/title': 'Item',
    },
    {
      'types/wish/type.json#/title': 'Request',
      [`${total}/x-formula`]: 'sum(doc.lines.map(l, l.net)) + 2',
      'types/wish/type.json#/search': ['number'],
      'types/thing/type.json': null,
    },
  );
  expect(
    conflicts.map(({ id, message, choices }) => [id, message, ...choices.map(({ words }) => words)]),
  ).toEqual([
    [
      'types/paper/schema.json#/properties/total/x-formula',
      'Field “total” of paper, x-formula: here it is “sum(doc.lines.map(l, l.net)) + 1”, in the new version “sum(doc.lines.map(l, l.net)) + 2”; it was “sum(doc.lines.map(l, l.net))”',
      'Keep “sum(doc.lines.map(l, l.net)) + 1”',
      'Take “sum(doc.lines.map(l, l.net)) + 2”',
    ],
    [
      'types/thing/type.json#',
      'Type thing: changed here and taken away in the new version',
      'Keep it as it is here',
      'Take it away here too',
    ],
    [
      'types/wish/type.json#/search',
      'Type wish, search: taken away here and changed in the new version, from “number, customer.name, lines.thing” to “number”',
      'Leave it out',
      'Take “number”',
    ],
    [
      'types/wish/type.json#/title',
      'Type wish, title: here it is “Enquiry”, in the new version “Request”; it was “Wish”',
      'Keep “Enquiry”',
      'Take “Request”',
    ],
  ]);
  expect(conflicts.find(({ pointer }) => pointer === '/title')).toMatchObject({
    base: 'Wish',
    mine: 'Enquiry',
    theirs: 'Request',
    choice: null,
  });
});

test('conflicts speak the language asked for', () => {
  const mine = { 'types/wish/type.json#/title': 'Enquiry' };
  const theirs = { 'types/wish/type.json#/title': 'Request' };
  const words = (language: string): unknown => upgrade(mine, theirs, { language }).conflicts[0]?.message;
  expect(words('ro')).toBe('Tipul wish, title: aici este „Enquiry”, în versiunea nouă „Request”; era „Wish”');
  expect(words('pl')).toBe('Typ wish, title: tutaj jest „Enquiry”, w nowej wersji „Request”; było „Wish”');
});

test('choices settle conflicts; what nobody has chosen stays as the company had it', () => {
  const mine = { 'types/wish/type.json#/title': 'Enquiry' };
  const theirs = { 'types/wish/type.json#/title': 'Request' };
  const undecided = upgrade(mine, theirs);
  expect(jsonAt(undecided.overlay, 'types/wish/type.json')).toEqual({ title: 'Enquiry' });
  const id = undecided.conflicts[0]?.id ?? '';
  expect(upgrade(mine, theirs, { choices: { [id]: 'theirs' } }).overlay.files).toEqual({});
  expect(upgrade(mine, theirs, { choices: { [id]: 'mine' } }).overlay).toEqual(undecided.overlay);
});

test('changes in different places of one file are joined', () => {
  const { overlay, pack, conflicts } = upgrade(
    { 'types/wish/type.json#/columns': ['date', 'customer', 'total', 'note'] },
    {
      'types/wish/type.json#/columns': ['number', 'date', 'total'],
      'types/wish/type.json#/title': 'Request',
    },
  );
  expect(conflicts).toEqual([]);
  expect(jsonAt(pack, 'types/wish/type.json', '/columns')).toEqual(['number', 'date', 'total', 'note']);
  expect(jsonAt(overlay, 'types/wish/type.json')).toEqual({ columns: ['note'] });
});

test('two orders of one list are a conflict', () => {
  const columns = 'types/wish/type.json#/columns';
  const turned = upgrade(
    { [columns]: ['total', 'customer', 'date'] },
    { [columns]: ['customer', 'date', 'total'] },
  );
  expect(turned.conflicts.map(({ id }) => id)).toEqual([columns]);
});

test('what the new base has already is no difference any more', () => {
  const both = { 'types/wish/type.json#/title': 'Enquiry' };
  expect(upgrade(both, both)).toMatchObject({ conflicts: [], overlay: { files: {} } });
});

/** The same field under another name, as a new version of the base pack has it. */
const renamedField: Changes = {
  'types/paper/schema.json#/properties/note': null,
  'types/paper/schema.json#/properties/remark': { type: 'string', maxLength: 200, renamedFrom: 'note' },
};

test('a change follows the field that the new base renames', () => {
  const { overlay, conflicts } = upgrade(
    { 'types/paper/schema.json#/properties/note/title': 'Our note' },
    renamedField,
  );
  expect(conflicts).toEqual([]);
  expect(jsonAt(overlay, 'types/paper/schema.json')).toEqual({
    properties: { remark: { title: 'Our note' } },
  });
});

test('a change follows the type that the new base renames', () => {
  const renamed: Record<string, unknown> = {};
  for (const [path, text] of Object.entries(base.files)) {
    if (!path.startsWith('types/thing/')) continue;
    renamed[path] = null;
    renamed[path.replace('thing', 'item')] = JSON.parse(text) as unknown;
  }
  renamed['types/item/type.json'] = { ...(renamed['types/item/type.json'] as object), renamedFrom: 'thing' };
  const { overlay, conflicts } = upgrade({ 'types/thing/type.json#/title': 'Product' }, renamed);
  expect(conflicts).toEqual([]);
  expect(jsonAt(overlay, 'types/item/type.json')).toEqual({ title: 'Product' });
});

const words = (before: PackText, after: PackText, language = 'en'): readonly string[] =>
  diffPacks(before, after).map((one) => changeWords(one, language));

test('differences are told by place, in words', () => {
  const after = change(base, {
    'types/wish/type.json#/title': 'Enquiry',
    'types/wish/type.json#/search': null,
    'types/paper/schema.json#/properties/colour': { type: 'string' },
    'conversions/wish-to-deal.json': null,
    ...{ 'types/wish/machine.json#/states/draft/on/SEND/meta/title': 'Submit' },
  });
  expect(words(base, after)).toEqual([
    'Conversion wish-to-deal: removed',
    'Field “colour” of paper: added',
    'Event “SEND” in stage “draft” of wish, meta › title: changed from “Send” to “Submit”',
    'Type wish, search: removed',
    'Type wish, title: changed from “Wish” to “Enquiry”',
  ]);
  expect(words(base, after, 'pl')[4]).toBe(
    'Typ wish, title: zmieniono z “Wish” na “Enquiry”'.replaceAll('“', '„'),
  );
});

test('a rename is one difference, and what changed inside is told at the new place', () => {
  const after = change(base, renamedField);
  const [renamed, ...rest] = diffPacks(base, after).filter(({ pointer }) => !pointer.endsWith('renamedFrom'));
  expect(rest).toEqual([]);
  expect(renamed).toMatchObject({
    kind: 'renamed',
    was: { pointer: '/properties/note' },
    pointer: '/properties/remark',
  });
  expect(changeWords(renamed as NonNullable<typeof renamed>, 'ro')).toBe(
    'Câmpul „remark” din paper: redenumit, era „note”',
  );
});

test('spelling is no difference', () => {
  const files = Object.fromEntries(
    Object.entries(base.files).map(([path, text]) => [path, JSON.stringify(JSON.parse(text))]),
  );
  expect(diffPacks(base, { files })).toEqual([]);
});

const ways = (...keys: readonly string[]): readonly object[] =>
  keys.map((key) => ({
    key,
    target: 'sent',
    guard: { type: 'expr', params: { expr: `doc.note == '${key}'` } },
  }));
const send = 'types/wish/machine.json#/states/draft/on/SEND';
const columns = 'types/wish/type.json#/columns';

test('where both changed the order of a list an order is chosen, and what else they changed is joined', () => {
  const oldBase = change(base, { [columns]: ['a', 'b', 'c'], [send]: ways('one', 'two', 'three') });
  const overlay = extractOverlay(
    oldBase,
    change(oldBase, { [columns]: ['b', 'a', 'c', 'mine'], [send]: ways('two', 'one', 'three') }),
  );
  const [first, second, third] = ways('one', 'two', 'three');
  const newBase = change(oldBase, {
    [columns]: ['a', 'c', 'b', 'theirs'],
    [send]: [first, third, { ...second, target: 'cancelled' }],
  });
  const request = { oldBase, overlay, newBase };
  const { conflicts, pack } = upgradeOverlay(request);
  expect(conflicts.map(({ message }) => message)).toEqual([
    'Event “SEND” in stage “draft” of wish: here it is “two, one, three”, in the new version “one, three, two”; it was “one, two, three”',
    'Type wish, columns: here it is “b, a, c, mine”, in the new version “a, c, b, theirs”; it was “a, b, c”',
  ]);
  const waysOf = (of: PackText): unknown =>
    (
      jsonAt(of, 'types/wish/machine.json', '/states/draft/on/SEND') as readonly Record<string, unknown>[]
    ).map(({ key, target }) => [key, target]);
  expect(jsonAt(pack, 'types/wish/type.json', '/columns')).toEqual(['b', 'a', 'c', 'mine', 'theirs']);
  expect(waysOf(pack)).toEqual([
    ['two', 'cancelled'],
    ['one', 'sent'],
    ['three', 'sent'],
  ]);
  const choices = Object.fromEntries(conflicts.map(({ id }) => [id, 'theirs' as const]));
  const theirs = upgradeOverlay({ ...request, choices }).pack;
  expect(jsonAt(theirs, 'types/wish/type.json', '/columns')).toEqual(['a', 'c', 'b', 'theirs', 'mine']);
  expect(waysOf(theirs)).toEqual([
    ['one', 'sent'],
    ['three', 'sent'],
    ['two', 'cancelled'],
  ]);
});

test('what stands in a list is told by its key', () => {
  const oldBase = change(base, { [send]: ways('one', 'two') });
  const [one, two] = ways('one', 'two');
  const overlay = extractOverlay(oldBase, change(oldBase, { [send]: [one] }));
  const newBase = change(oldBase, { [send]: [one, { ...two, target: 'cancelled' }] });
  expect(upgradeOverlay({ oldBase, overlay, newBase }).conflicts.map(({ message }) => message)).toEqual([
    'Event “SEND” in stage “draft” of wish, two: taken away here and changed in the new version',
  ]);
});

test('files that a company has added to a type, and its migrations, follow the new name of the type', () => {
  const overlay = extractOverlay(
    base,
    change(base, {
      'types/thing/views/mine.json': { kind: 'list', title: 'Mine', columns: ['code'] },
      'migrations/thing/ours-1-to-ours-2.json': {},
    }),
  );
  const files = Object.fromEntries(
    Object.entries(base.files).map(([path, text]) => [path.replace('types/thing/', 'types/article/'), text]),
  );
  const type = JSON.parse(base.files['types/thing/type.json'] ?? '{}') as object;
  files['types/article/type.json'] = JSON.stringify({ ...type, renamedFrom: 'thing' });
  expect(Object.keys(upgradeOverlay({ oldBase: base, overlay, newBase: { files } }).overlay.files)).toEqual([
    'migrations/article/ours-1-to-ours-2.json',
    'types/article/views/mine.json',
  ]);
});
