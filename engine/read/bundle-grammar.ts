import common from '../../definitions/language/common.schema.json' with { type: 'json' };
import machine from '../../definitions/language/machine.schema.json' with { type: 'json' };

const COMMON = 'common.schema.json#/$defs/';
/** Actions are written alike in machines and in rules. */
const MACHINE = 'machine.schema.json#/$defs/';

/** Makes a grammar file self-contained: the shared parts come in under `$defs`, and references to them become local. */
export function bundleGrammar(grammar: object): object {
  const own = localise(grammar) as { $defs?: object };
  const actions = JSON.stringify(grammar).includes(MACHINE) ? (localise(machine.$defs) as object) : {};
  return { ...own, $defs: { ...common.$defs, ...actions, ...own.$defs } };
}

function localise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(localise);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' && (inner.startsWith(COMMON) || inner.startsWith(MACHINE))
        ? inner.slice(inner.indexOf('#'))
        : localise(inner),
    ]),
  );
}
