import { describe, expect, it } from 'vitest';
import { compile, type Model } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { base, change, type Changes } from '../check/packs.ts';

function modelOf(changes: Changes = {}): Model {
  const { model, problems } = compile(change(base, changes), { validator: ajvValidator });
  expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  if (model === null) throw new Error('no model');
  return model;
}

describe('fields', () => {
  it('of an abstract type come first, the type adds to its tables by key', () => {
    const model = modelOf({
      'types/deal/schema.json#/properties': {
        lines: {
          type: 'array',
          items: {
            type: 'object',
            required: ['place'],
            properties: { place: { type: 'string' }, price: { type: 'string', title: 'Unit price' } },
          },
        },
      },
      'conversions/wish-to-deal.json#/lines/goods/fields': { place: { ask: true } },
    });
    const lines = model.types.get('deal')?.fieldByPath.get('lines');
    expect([...(lines?.fields?.keys() ?? [])]).toEqual(['id', 'thing', 'quantity', 'price', 'net', 'place']);
    expect(
      [...(lines?.fields?.values() ?? [])].filter((field) => field.required.always).map((field) => field.key),
    ).toEqual(['id', 'thing', 'quantity', 'place']);
    // Words know where they were written: the title here, the rest in the abstract type.
    const price = lines?.fields?.get('price');
    expect(price?.textKey).toBe('types/deal/schema#/properties/lines/items/properties/price/title');
    expect(price?.decimal).toEqual({ precision: 12, scale: 2, fixed: false, minimum: null, maximum: null });
    expect(model.types.get('deal')?.fieldByPath.get('customer')?.textKey).toBe(
      'types/paper/schema#/properties/customer/title',
    );
  });

  it('are computed in the order of what they read', () => {
    const steps = modelOf()
      .types.get('wish')
      ?.steps.map(({ field, mode }) => `${field.path} ${mode}`);
    expect(steps).toEqual([
      'date default',
      'lines.quantity default',
      'lines.price fill',
      'lines.net formula',
      'total formula',
    ]);
  });
});

describe('plain schemas', () => {
  it('of a draft let everything be null and nothing be missing', () => {
    expect(modelOf().types.get('thing')?.draftSchema).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: {
        code: { type: ['string', 'null'] },
        name: { type: ['string', 'null'] },
        price: { type: ['string', 'null'], pattern: '^-?(0|[1-9][0-9]{0,9})(\\.[0-9]{1,2})?$' },
      },
    });
  });

  it('of a complete record demand what is required, with its lines', () => {
    const validate = ajvValidator(modelOf().types.get('wish')?.completeSchema ?? {});
    const line = { id: 'L1', thing: 'a', quantity: '1.5', price: null };
    expect(validate({ customer: 'c', lines: [line], note: null })).toEqual([]);
    const wrong = {
      customer: null,
      lines: [
        { ...line, quantity: '1.2345', surplus: 1 },
        { thing: 'b', quantity: '01' },
      ],
      date: '2026-02-30',
    };
    expect(
      validate(wrong)
        .map(({ keyword, pointer }) => `${keyword} ${pointer}`)
        .sort(),
    ).toEqual([
      'additionalProperties /lines/0/surplus',
      'format /date',
      'pattern /lines/0/quantity',
      'pattern /lines/1/quantity',
      'required /lines/1/id',
      'type /customer',
    ]);
    expect(validate({ customer: 'c', lines: [] }).map(({ keyword, params }) => [keyword, params])).toEqual([
      ['minItems', { limit: 1 }],
    ]);
  });

  it('take a decimal exactly as wide as it is declared', () => {
    const decimal = (precision: number, scale: number): ((value: string) => boolean) => {
      const model = modelOf({ 'types/thing/schema.json#/properties/price/x-decimal': { precision, scale } });
      const validate = ajvValidator(model.types.get('thing')?.draftSchema ?? {});
      return (price) => validate({ price }).length === 0;
    };
    expect(['0', '9', '-9', '10', '1.0', '00'].map(decimal(1, 0))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(['0.99', '1', '.5', '0.999'].map(decimal(2, 2))).toEqual([true, false, false, false]);
    expect(['123.45', '1234.5', '1e2', '+1', '1.', '-0.01'].map(decimal(5, 2))).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('conversions', () => {
  it('copy fields of the same name and type, and none that are computed', () => {
    const conversion = modelOf().conversions.get('wish-to-deal');
    expect([...(conversion?.header ?? [])].map(([key, filling]) => `${key} ${filling.kind}`)).toEqual([
      'date expr',
      'customer from',
      'note from',
    ]);
    expect([...(conversion?.lines[0]?.fields.keys() ?? [])]).toEqual(['thing', 'price']);
    expect(conversion?.tracks).toEqual([
      { track: 'ordering', basis: { kind: 'full' }, measure: 'quantity', when: null },
    ]);
    expect([conversion?.effect, conversion?.voidSource, conversion?.voidTarget]).toEqual([
      1,
      'block',
      'recreate',
    ]);
  });

  it('that cross to the other side derive what belongs to a reference', () => {
    const conversion = modelOf({
      'types/paper/schema.json#/properties/note/x-owner': 'customer',
      'conversions/wish-to-deal.json#/crosses': true,
      'conversions/wish-to-deal.json#/drop': ['date', 'note'],
    }).conversions.get('wish-to-deal');
    expect(conversion?.header.get('note')).toEqual({ kind: 'derive' });
    expect(conversion?.header.get('customer')).toEqual({ kind: 'from', path: 'customer', merge: 'equal' });
  });

  it('without lines count the amount', () => {
    const conversion = modelOf({
      'types/wish/type.json#/tracks/payment': { full: 'doc.total' },
      'types/deal/schema.json#/properties/paid': { type: 'string', 'x-decimal': { precision: 14, scale: 2 } },
      'types/deal/schema.json#/properties/lines': { type: 'array', minItems: 0 },
      'conversions/wish-to-deal.json': {
        title: 'Pay',
        from: 'wish',
        to: 'deal',
        tracks: { payment: {} },
        amount: 'paid',
        header: { lines: { blank: true } },
        drop: ['lines'],
      },
    }).conversions.get('wish-to-deal');
    expect(conversion?.tracks[0]?.measure).toBe('amount');
    expect(conversion?.amount).toBe('paid');
    expect(conversion?.header.has('paid')).toBe(false);
  });
});

describe('texts', () => {
  it('are translated by the place of the English', () => {
    const model = modelOf({ 'locales/ro.json': { 'types/wish/type#/title': 'Dorință' } });
    expect(model.text('ro', 'types/wish/type#/title', 'Wish')).toBe('Dorință');
    expect(model.text('ro-RO', 'types/wish/type#/title', 'Wish')).toBe('Dorință');
    expect(model.text('pl', 'types/wish/type#/title', 'Wish')).toBe('Wish');
    expect(model.text('ro', 'toString', 'Wish')).toBe('Wish');
  });

  it('that lack a translation are information, in the languages that the pack names', () => {
    const pack = change(base, { 'pack.json#/locales': ['en', 'pl'] });
    const { model, problems } = compile(pack, { validator: ajvValidator, language: 'pl' });
    expect(model).not.toBeNull();
    expect(new Set(problems.map(({ code, severity }) => `${code} ${severity}`))).toEqual(
      new Set(['locale-missing info']),
    );
    expect(problems[0]?.message).toContain('nie ma tłumaczenia');
  });
});

describe('a slice of a pack', () => {
  it('compiles without what it refers to', () => {
    const files = Object.fromEntries(
      Object.entries(base.files).filter(([path]) => /types\/(paper|wish)\/|pack|settings/.test(path)),
    );
    expect(compile({ files }, { validator: ajvValidator }).model).toBeNull();
    const { model, problems } = compile({ files }, { validator: ajvValidator, partial: true });
    expect(problems).toEqual([]);
    expect([...(model?.types.keys() ?? [])]).toEqual(['wish']);
  });
});

it('compiling is deterministic and the order of files does not matter', () => {
  const shape = (pack: typeof base): unknown => {
    const { model } = compile(pack, { validator: ajvValidator });
    return [...(model?.types.values() ?? [])].map((type) => [
      type.key,
      type.completeSchema,
      type.steps.map((step) => step.field.path),
    ]);
  };
  const reversed = { files: Object.fromEntries(Object.entries(base.files).reverse()) };
  expect(JSON.stringify(shape(reversed))).toBe(JSON.stringify(shape(base)));
});
