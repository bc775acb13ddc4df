// The server's validator and the browser's agree, error by error and parameter by parameter.
import { describe, expect, test } from 'vitest';
import type { SchemaError } from '#engine';
import { ajvValidator } from '../../../runtime/validation.ts';
import { validatorFactory } from '../../../studio/src/lib/validation.ts';
import { validatorCases } from './validators.cases.ts';

const sorted = (errors: readonly SchemaError[]): readonly SchemaError[] =>
  [...errors].sort((a, b) => `${a.pointer} ${a.keyword}`.localeCompare(`${b.pointer} ${b.keyword}`));

for (const { name, schema, values } of validatorCases) {
  describe(name, () => {
    const server = ajvValidator(schema);
    const browser = validatorFactory(schema);
    test.each(values.map(([value, errors]) => ({ value, errors, shown: JSON.stringify(value) })))(
      '$shown',
      ({ value, errors }) => {
        const found = sorted(server(value));
        expect(found.map((error) => `${error.pointer} ${error.keyword}`)).toEqual(
          [...errors].sort((a, b) => a.localeCompare(b)),
        );
        expect(sorted(browser(value))).toEqual(found);
      },
    );
  });
}
