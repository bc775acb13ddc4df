// What comes out of a text is unknown until it has been looked at.

export type Told = Readonly<Record<string, unknown>>;

export function isTold(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function told(value: unknown): Told {
  return isTold(value) ? value : {};
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** One thing or a list of things, as a list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value)
    ? (value as readonly unknown[])
    : value === undefined || value === null
      ? []
      : [value];
}
