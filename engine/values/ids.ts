// Ids out of the decision's seed: the same decision made again gives the same ids.

export interface IdSource {
  /** UUIDv7; every next one of the same source is greater as text. */
  uuid(): string;
  /** Id of a new line: ten characters of a–z and 0–9. */
  line(): string;
}

/** Four 32-bit words that depend on every character of the seed. */
function hashSeed(seed: string): [number, number, number, number] {
  const words: [number, number, number, number] = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  const factors = [0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f];
  for (let i = 0; i < seed.length; i++) {
    const code = seed.charCodeAt(i);
    for (let w = 0; w < 4; w++) {
      const mixed = Math.imul((words[w] as number) ^ code, factors[w] as number);
      words[w] = mixed ^ (mixed >>> 15) ^ (words[(w + 1) & 3] as number);
    }
  }
  return words;
}

/** Xoshiro128**: passes the usual test batteries, 128 bits of state, a few operations a word. @source prng.di.unimi.it */
function randomWords(seed: string): () => number {
  let [a, b, c, d] = hashSeed(seed);
  if ((a | b | c | d) === 0) a = 1;
  const next = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  // The first words of similar seeds resemble each other.
  for (let i = 0; i < 16; i++) next();
  return next;
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
/** Every byte as text: a decision on a long document makes a thousand ids. */
const bytes: readonly string[] = Array.from({ length: 256 }, (_, value) => hex(value, 2));
const hex16 = (value: number): string => `${bytes[(value >>> 8) & 0xff]}${bytes[value & 0xff]}`;
const stampOf = (time: number): string => {
  const digits = hex(time, 12);
  return `${digits.slice(0, 8)}-${digits.slice(8)}-`;
};
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * @param now   UTC ms, the first 48 bits of every id
 * @param seed  what makes this decision unlike any other; carries the randomness
 * @source RFC 9562 5.7 and 6.2 method 1: a counter in rand_a keeps ids of one millisecond in order
 */
export function idSource(now: number, seed: string): IdSource {
  const random = randomWords(seed);
  let time = now;
  let stamp = stampOf(time);
  // Starts in the lower half, so that two thousand ids fit before the time is lent from the next millisecond.
  let counter = random() & 0x7ff;
  return {
    uuid() {
      if (++counter > 0xfff) {
        counter = 0;
        stamp = stampOf(++time);
      }
      const variant = (random() & 0x3fff) | 0x8000;
      const node = random() & 0xffff;
      const tail = random();
      return `${stamp}${hex16(0x7000 | counter)}-${hex16(variant)}-${hex16(node)}${hex16(tail >>> 16)}${hex16(tail)}`;
    },
    line() {
      let id = '';
      for (let i = 0; i < 10; i++) id += alphabet[random() % 36] as string;
      return id;
    },
  };
}
