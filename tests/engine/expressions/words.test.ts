import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { amountInWords } from '../../../engine/values/amount-words/amount-in-words.ts';
import { decimal } from '../../../engine/values/decimal.ts';
import { tried } from '../runs.ts';

const said = (amount: string, currency: string | null, language: string) =>
  amountInWords(decimal(amount), currency, language);

describe('English', () => {
  test.each([
    ['0', 'USD', 'zero dollars'],
    ['1', 'USD', 'one dollar'],
    ['21.01', 'USD', 'twenty-one dollars and one cent'],
    ['105.50', 'GBP', 'one hundred and five pounds and fifty pence'],
    ['1005', 'EUR', 'one thousand and five euros'],
    ['1100', 'EUR', 'one thousand one hundred euros'],
    [
      '1234567.89',
      'EUR',
      'one million two hundred and thirty-four thousand five hundred and sixty-seven euros and eighty-nine cents',
    ],
    ['-2.005', 'EUR', 'minus two euros and one cent'],
    ['12.5', 'XAU', 'twelve XAU and 50/100'],
    ['12.05', null, 'twelve point zero five'],
  ])('%s %s: %s', (amount, currency, words) => expect(said(amount, currency, 'en')).toBe(words));
});

describe('Romanian: gender, and “de” from twenty on', () => {
  test.each([
    ['0', 'RON', 'zero lei'],
    ['1', 'RON', 'un leu'],
    ['1.01', 'RON', 'un leu și un ban'],
    ['2', 'RON', 'doi lei'],
    ['12', 'RON', 'doisprezece lei'],
    ['19', 'RON', 'nouăsprezece lei'],
    ['20', 'RON', 'douăzeci de lei'],
    ['21', 'RON', 'douăzeci și unu de lei'],
    ['22.22', 'RON', 'douăzeci și doi de lei și douăzeci și doi de bani'],
    ['100', 'RON', 'o sută de lei'],
    ['101', 'RON', 'o sută unu lei'],
    ['119', 'RON', 'o sută nouăsprezece lei'],
    ['120', 'RON', 'o sută douăzeci de lei'],
    ['200', 'RON', 'două sute de lei'],
    ['1000', 'RON', 'o mie de lei'],
    ['2000', 'RON', 'două mii de lei'],
    ['2012', 'RON', 'două mii doisprezece lei'],
    ['21000', 'RON', 'douăzeci și una de mii de lei'],
    ['100000', 'RON', 'o sută de mii de lei'],
    ['112000', 'RON', 'o sută douăsprezece mii de lei'],
    ['1000000', 'RON', 'un milion de lei'],
    ['2000002', 'RON', 'două milioane doi lei'],
    ['22000000', 'RON', 'douăzeci și două de milioane de lei'],
    ['1', 'GBP', 'o liră sterlină'],
    ['2', 'GBP', 'două lire sterline'],
    ['12', 'GBP', 'douăsprezece lire sterline'],
    ['21', 'GBP', 'douăzeci și una de lire sterline'],
    ['1234.56', 'EUR', 'o mie două sute treizeci și patru de euro și cincizeci și șase de cenți'],
    ['-5', 'RON', 'minus cinci lei'],
    ['3.14', null, 'trei virgulă unu patru'],
  ])('%s %s: %s', (amount, currency, words) => expect(said(amount, currency, 'ro')).toBe(words));
});

describe('Polish: few and many, and gender', () => {
  test.each([
    ['0', 'PLN', 'zero złotych'],
    ['1', 'PLN', 'jeden złoty'],
    ['2', 'PLN', 'dwa złote'],
    ['4.04', 'PLN', 'cztery złote i cztery grosze'],
    ['5.01', 'PLN', 'pięć złotych i jeden grosz'],
    ['12', 'PLN', 'dwanaście złotych'],
    ['14', 'PLN', 'czternaście złotych'],
    ['21', 'PLN', 'dwadzieścia jeden złotych'],
    ['22', 'PLN', 'dwadzieścia dwa złote'],
    ['25', 'PLN', 'dwadzieścia pięć złotych'],
    ['100', 'PLN', 'sto złotych'],
    ['102', 'PLN', 'sto dwa złote'],
    ['112', 'PLN', 'sto dwanaście złotych'],
    ['1000', 'PLN', 'tysiąc złotych'],
    ['1001', 'PLN', 'tysiąc jeden złotych'],
    ['2000', 'PLN', 'dwa tysiące złotych'],
    ['5000', 'PLN', 'pięć tysięcy złotych'],
    ['12000', 'PLN', 'dwanaście tysięcy złotych'],
    ['22000', 'PLN', 'dwadzieścia dwa tysiące złotych'],
    ['1000000', 'PLN', 'milion złotych'],
    ['5000000', 'PLN', 'pięć milionów złotych'],
    ['1', 'CZK', 'jedna korona'],
    ['2', 'CZK', 'dwie korony'],
    ['22', 'CZK', 'dwadzieścia dwie korony'],
    ['31', 'CZK', 'trzydzieści jeden koron'],
    ['1', 'EUR', 'jedno euro'],
    ['1234.56', 'PLN', 'tysiąc dwieście trzydzieści cztery złote i pięćdziesiąt sześć groszy'],
  ])('%s %s: %s', (amount, currency, words) => expect(said(amount, currency, 'pl')).toBe(words));
});

it('has no words beyond 15 digits, nor in a language that it does not know', () => {
  expect(said('999999999999999', 'RON', 'ro')).toContain('trilioane');
  expect(said('1000000000000000', 'RON', 'ro')).toBeNull();
  expect(said('1', 'RON', 'de')).toBeNull();
});

it.each(['en', 'ro', 'pl'])('%s: another number has other words, without gaps', (language) => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 10_000_000 }), (a, b) => {
      const [first, second] = [said(String(a), 'RON', language), said(String(b), 'RON', language)];
      expect(first === second).toBe(a === b);
      expect(first).not.toMatch(/undefined|- | {2}|^\s|\s$|\d/);
    }),
    tried(500),
  );
});
