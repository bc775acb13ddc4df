import { describe, expect, it } from 'vitest';
import { sliceOfType } from '../../../runtime/routes/type-slice.ts';

const files: Record<string, string> = {
  'pack.json': '{}',
  'roles.json': '{}',
  'types/sheet/type.json': '{"kind":"abstract"}',
  'types/sheet/schema.json': '{"properties":{"who":{"type":"string","x-ref":"person"}}}',
  'types/person/type.json': '{"kind":"catalog"}',
  'types/person/schema.json': '{"properties":{"city":{"x-ref":["city"]}}}',
  'types/city/type.json': '{"kind":"catalog"}',
  'types/city/schema.json': '{}',
  'types/a/type.json': '{"kind":"document"}',
  'types/a/schema.json':
    '{"allOf":[{"$ref":"sheet"}],"properties":{"x":{"x-formula":"lookup(\'tariff\', {\'code\': doc.code})"}}}',
  'types/a/views/list.json': '{}',
  'types/b/type.json': '{"kind":"document"}',
  'types/b/machine.json':
    '{"states":{"s":{"on":{"GO":{"actions":[{"type":"convert","params":{"conversion":"b-to-c"}}]}}}}}',
  'types/c/type.json': '{"kind":"document"}',
  'types/d/type.json': '{"kind":"document"}',
  'types/tariff/type.json': '{"kind":"catalog"}',
  'types/course/type.json': '{"kind":"catalog","rates":{"from":"from"}}',
  'types/member/type.json': '{"kind":"catalog","user":"email"}',
  'types/other/type.json': '{"kind":"catalog"}',
  'types/sheet/form.json': '{"rule":{"condition":{"expr":"decide(\'open\', {}).yes"}}}',
  'decisions/open.json':
    '{"inputs":{"who":{"x-ref":"city"}},"default":{"yes":{"expr":"decide(\'further\', {}).no"}}}',
  'decisions/further.json': '{}',
  'decisions/unasked.json': '{}',
  'conversions/a-to-b.json': '{"from":"a","to":"b"}',
  'conversions/b-to-c.json': '{"from":"b","to":"c"}',
  'conversions/c-to-d.json': '{"from":"c","to":"d"}',
  'locales/ro.json':
    '{"types/a/type#/title":"A","types/other/type#/title":"Alta","conversions/a-to-b#/title":"Fă B"}',
  'locales/pl.json': '{}',
  'scenarios/x.json': '{}',
  'data/demo/person.jsonl': '{}',
};

describe('the slice of a pack for one type', () => {
  const slice = sliceOfType(files, 'a', 'ro');

  it('holds the type, its conversions and all that those name', () => {
    expect(Object.keys(slice).sort()).toEqual([
      'conversions/a-to-b.json',
      'conversions/b-to-c.json',
      'decisions/further.json',
      'decisions/open.json',
      'locales/ro.json',
      'pack.json',
      'roles.json',
      'types/a/schema.json',
      'types/a/type.json',
      'types/b/machine.json',
      'types/b/type.json',
      'types/c/type.json',
      'types/city/schema.json',
      'types/city/type.json',
      'types/course/type.json',
      'types/member/type.json',
      'types/person/schema.json',
      'types/person/type.json',
      'types/sheet/form.json',
      'types/sheet/schema.json',
      'types/sheet/type.json',
      'types/tariff/type.json',
    ]);
  });

  it('leaves a table behind that is too long to travel', () => {
    const long = { ...files, 'decisions/further.json': `{"title":"${'x'.repeat(100_000)}"}` };
    const decisions = Object.keys(sliceOfType(long, 'a', 'en')).filter((path) =>
      path.startsWith('decisions/'),
    );
    expect(decisions).toEqual(['decisions/open.json']);
  });

  it('brings the texts of one language, and of its own files only', () => {
    expect(JSON.parse(slice['locales/ro.json'] ?? '')).toEqual({
      'types/a/type#/title': 'A',
      'conversions/a-to-b#/title': 'Fă B',
    });
  });

  it('also holds the conversions that reach the type', () => {
    expect(Object.keys(sliceOfType(files, 'd', 'en'))).toContain('conversions/c-to-d.json');
  });
});
