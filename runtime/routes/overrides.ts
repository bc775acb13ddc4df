// Checks that the person goes past, each with the reason (T2): a member of the body, or a header where the body is data.
import type { JsonObject, Override } from '#engine';
import { asArray, asObject, asText, onlyKeys, unusable } from './request.ts';
import type { RouteContext } from './request.ts';
import { REASONS } from './shape-words.ts';
import { isStorableText } from './storable.ts';

type Given = { readonly overrides?: readonly Override[] };

/**
 * `"overrides": [{ "code": "open-exceeded", "reason": "…" }]` of a body; without a body (or where the body is the
 * record's data) the header `Overrides: open-exceeded=…`, several with commas between, reasons percent-encoded.
 *
 * @throws RequestRefused 400 when they cannot be read
 */
export function readOverrides(c: RouteContext, body: JsonObject = {}): Given {
  const header = c.req.header('overrides');
  const overrides = [...(header === undefined ? [] : inHeader(header)), ...inBody(body)];
  return overrides.length === 0 ? {} : { overrides };
}

function inBody(body: JsonObject): Override[] {
  if (body['overrides'] == null) return [];
  return asArray(body['overrides'], '/overrides').map((value, index) => {
    const at = `/overrides/${index}`;
    const override = asObject(value, at);
    onlyKeys(override, ['code', 'reason'], at);
    return {
      code: asText(override['code'], `${at}/code`),
      reason: asText(override['reason'], `${at}/reason`),
    };
  });
}

function inHeader(text: string): Override[] {
  return text.split(',').map((part) => {
    const match = /^\s*([A-Za-z][A-Za-z0-9.-]*)\s*=\s*(\S+)\s*$/.exec(part);
    const reason = match && decoded(match[2] ?? '');
    if (!match || reason === null) throw unusable('Overrides', REASONS.override);
    return { code: match[1] ?? '', reason };
  });
}

function decoded(text: string): string | null {
  try {
    const reason = decodeURIComponent(text);
    return isStorableText(reason) ? reason : null;
  } catch {
    return null;
  }
}
