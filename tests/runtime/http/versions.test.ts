// A reference that holds one version of a record, by HTTP on a real server.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  CandidatesAnswer,
  FactsAnswer,
  ListAnswer,
  ProblemAnswer,
  RecordAnswer,
} from '../../../runtime/api.ts';
import type { Client } from '../../server.ts';
import { publish } from '../../studio/publish.ts';
import { openShop } from './shop.ts';
import type { Shop } from './shop.ts';

let shop: Shop;
let owner: Client;
let terms: string;
let partner: string;

const term = { type: 'string', title: 'Name', maxLength: 40 };

beforeAll(async () => {
  shop = await openShop({ code: 'F', name: 'Fabrica' });
  ({ owner, partner } = shop);
  await publish(owner, [
    {
      file: 'types/terms/type.json',
      json: {
        ...{ kind: 'catalog', title: 'Terms', plural: 'Terms', amendable: true },
        ...{ key: 'name', label: 'doc.name', columns: ['name'], search: ['name'] },
      },
    },
    {
      file: 'types/terms/schema.json',
      json: {
        type: 'object',
        properties: { name: { ...term, 'x-unique': true }, days: { type: 'integer', title: 'Days' } },
        required: ['name'],
      },
    },
    {
      file: 'types/order/schema.json',
      pointer: '/properties/terms',
      value: {
        ...{ type: 'string', title: 'Terms', 'x-copy': false },
        'x-ref': { type: 'terms', revision: true, where: 'it.days > 0' },
      },
    },
    {
      file: 'types/order/schema.json',
      pointer: '/properties/days',
      value: { type: 'integer', title: 'Days', 'x-copy': false, 'x-formula': 'doc.terms.days' },
    },
    { file: 'types/order/type.json', pointer: '/columns', value: ['date', 'partner', 'total', 'terms'] },
  ]);
  terms = (await shop.make('terms', { name: 'Strict', days: 10 })).id;
});

afterAll(() => shop?.close());

const order = (version: string) =>
  owner.call<RecordAnswer & ProblemAnswer>('POST', '/api/records/order', {
    data: { partner, terms: version },
  });

it('reads as it was, is offered as it is, and is shown with its revision', async () => {
  const first = await order(`${terms}@0`);
  expect(first.body.data, JSON.stringify(first.body)).toMatchObject({ terms: `${terms}@0`, days: 10 });
  expect(first.body.refs[`${terms}@0`]).toMatchObject({ type: 'terms', title: 'Strict · rev. 0' });

  const { version } = (await owner.call<RecordAnswer>('GET', `/api/records/terms/${terms}`)).body;
  const amended = await owner.call<RecordAnswer>(
    'POST',
    `/api/records/terms/${terms}/amend`,
    { patch: { name: 'Stricter', days: 5 } },
    { 'if-match': `"${version}"` },
  );
  expect(amended.status, JSON.stringify(amended.body)).toBe(200);

  const at = `/api/records/order/${first.body.id}`;
  const edited = await owner.call<RecordAnswer>(
    'PATCH',
    at,
    { reference: 'R' },
    { 'if-match': `"${first.body.version}"` },
  );
  expect(edited.body.data, JSON.stringify(edited.body)).toMatchObject({ terms: `${terms}@0`, days: 10 });
  expect((await order(`${terms}@1`)).body.data).toMatchObject({ days: 5 });

  const { items } = (
    await owner.call<CandidatesAnswer>('POST', '/api/records/order/candidates', {
      ...{ field: 'terms', line: null, data: { partner }, id: null, q: '' },
    })
  ).body;
  expect(items.map(({ id, title }) => [id, title])).toEqual([[`${terms}@1`, 'Stricter · rev. 1']]);

  const list = (await owner.call<ListAnswer>('GET', '/api/records/order?sort=-terms')).body;
  expect(list.items.map(({ data }) => list.refs[String(data['terms'])]?.title)).toEqual([
    'Stricter · rev. 1',
    'Strict · rev. 0',
  ]);
  const filter = encodeURIComponent(`doc.terms == '${terms}@0'`);
  const filtered = await owner.call<ListAnswer>('GET', `/api/records/order?filter=${filter}`);
  expect(filtered.body.items, JSON.stringify(filtered.body)).toHaveLength(1);

  const needs = { records: [`${terms}@0`, `${terms}@7`] };
  const facts = (await owner.call<FactsAnswer>('POST', '/api/facts', { needs })).body;
  expect(facts.records).toMatchObject({ [`${terms}@0`]: { data: { days: 10 } }, [`${terms}@7`]: null });
});

it('a record without its revision, or a revision that never was, is refused', async () => {
  const codes = async (version: string) =>
    (await order(version)).body.problems?.map(({ code, pointer }) => [code, pointer]);
  expect(await codes(terms)).toEqual([['reference-without-revision', '/terms']]);
  expect(await codes(`${terms}@9`)).toEqual([['reference-not-found', '/terms']]);
  expect(await codes(`${partner}@0`)).toEqual([['reference-not-allowed', '/terms']]);
  const plain = await owner.call<ProblemAnswer>('POST', '/api/records/order', {
    data: { partner: `${partner}@0` },
  });
  expect(plain.body.problems).toMatchObject([{ code: 'reference-not-found', pointer: '/partner' }]);
});
