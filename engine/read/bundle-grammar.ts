import common from '../../definitions/language/common.schema.json' with { type: 'json' };

const COMMON = 'common.schema.json#/$defs/';

/** Makes a grammar file self-contained: the shared parts come in under `$defs`, and references to them become local. */
export function bundleGrammar(grammar: object): object {
  const own = localise(grammar) as { $defs?: object };
  return { ...own, $defs: { ...common.$defs, ...own.$defs } };
}

function localise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(localise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' && inner.startsWith(COMMON)
        ? `#/$defs/${inner.slice(COMMON.length)}`
        : localise(inner),
    ]),
  );
}
