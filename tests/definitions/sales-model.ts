// The pack `sales`, compiled: what its properties, scenarios and demo are played on.
import fc from 'fast-check';
import { compile, makeValidators } from '#engine';
import { ajvValidator } from '../../runtime/validation.ts';
import { readData, readPackText, salesFolder } from './pack-text.ts';

export const text = readPackText(salesFolder);
const compiled = compile(text, { validator: ajvValidator });
if (!compiled.model) throw new Error('the pack does not compile; see sales-pack.test.ts');

export const { model } = compiled;
export const validators = makeValidators(model, ajvValidator);
export const base = readData(salesFolder, 'base');

/** A decimal text without surplus zeros, of at most `scale` decimals. */
export const decimal = (most: number, scale: number, least = 0): fc.Arbitrary<string> =>
  fc.integer({ min: least, max: most * 10 ** scale }).map((n) => String(n / 10 ** scale));
