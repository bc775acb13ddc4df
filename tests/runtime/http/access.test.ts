import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../../../runtime/access/language.ts';
import { isSameOrigin } from '../../../runtime/access/origin.ts';
import { SignInLimit } from '../../../runtime/access/sign-in-limit.ts';
import { readSignedCookie } from '../../../runtime/access/signed-cookie.ts';

describe('the language of an answer', () => {
  it.each([
    ['ro-RO,ro;q=0.9,en;q=0.8', 'ro'],
    ['de, pl;q=0.7, en;q=0.3', 'pl'],
    ['en;q=0.2, ro;q=0.4', 'ro'],
    ['de', 'en'],
    ['pl;q=0', 'en'],
    ['', 'en'],
    [null, 'en'],
    ['RO', 'ro'],
  ])('%s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('a signed cookie', () => {
  const secret = 'a secret of more than thirty-two characters';
  const sign = (value: string, by = secret): string =>
    encodeURIComponent(`${value}.${createHmac('sha256', by).update(value).digest('base64')}`);

  it('gives its value when the signature is ours', () => {
    expect(readSignedCookie(`theme=dark; s=${sign('token')}; x=1`, 's', secret)).toBe('token');
  });

  it.each([
    ['is signed with another secret', sign('token', 'another secret of thirty-two characters!')],
    ['was changed', sign('token').replace('token', 'tokem')],
    ['has no signature', 'token'],
    ['has an empty signature', 'token.'],
    ['cannot be decoded', '%E0%A4%A.x'],
    ['is empty', ''],
  ])('gives nothing when it %s', (_, cookie) => {
    expect(readSignedCookie(`s=${cookie}`, 's', secret)).toBeNull();
  });

  it('is not found under the end of another name', () => {
    expect(readSignedCookie(`xs=${sign('token')}`, 's', secret)).toBeNull();
  });
});

describe('a write on behalf of a cookie', () => {
  it.each([
    [{ host: 'shop.example' }, true],
    [{ host: 'shop.example', origin: 'https://shop.example' }, true],
    [{ host: 'shop.example:8443', origin: 'https://shop.example:8443' }, true],
    [{ host: 'shop.example', origin: 'https://evil.example' }, false],
    [{ host: 'shop.example', origin: 'https://shop.example.evil.example' }, false],
    [{ host: 'shop.example', origin: 'null' }, false],
    [{ host: 'shop.example', 'sec-fetch-site': 'cross-site' }, false],
    [{ host: 'shop.example', 'sec-fetch-site': 'same-site', origin: 'https://shop.example' }, false],
    [{ host: 'shop.example', 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' }, true],
  ])('%j: %s', (headers, allowed) => {
    expect(isSameOrigin(new Headers(headers))).toBe(allowed);
  });
});

describe('guessing passwords', () => {
  it('is slowed down for the person, and only until the minute is over', () => {
    let now = 1_000_000;
    const limit = new SignInLimit(() => now);
    for (let i = 0; i < 10; i++) expect(limit.start('ana@example.com', `10.0.0.${i}`)).toBe(0);
    expect(limit.start('Ana@Example.com ', '10.0.1.1')).toBe(60);
    expect(limit.start('ion@example.com', '10.0.0.1')).toBe(0);
    now += 60_001;
    expect(limit.start('ana@example.com', '10.0.0.1')).toBe(0);
  });

  it('never counts who signs in rightly', () => {
    const limit = new SignInLimit(() => 0);
    for (let i = 0; i < 200; i++) {
      expect(limit.start('ana@example.com', '10.0.0.1')).toBe(0);
      limit.succeed('ana@example.com', '10.0.0.1');
    }
  });

  it('is slowed down for the address that tries many people', () => {
    const limit = new SignInLimit(() => 0);
    for (let i = 0; i < 60; i++) expect(limit.start(`p${i}@example.com`, '10.0.0.1')).toBe(0);
    expect(limit.start('p60@example.com', '10.0.0.1')).toBeGreaterThan(0);
  });
});
