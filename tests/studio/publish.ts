// A change of the definitions, published through the door: for stories that begin after it.
import { expectStatus } from '../sales.ts';
import type { Client } from '../server.ts';

/** A value at a place of a file, or a new file. */
export type Patch =
  | { readonly file: string; readonly pointer: string; readonly value: unknown }
  | { readonly file: string; readonly json: unknown };

/** @throws Error with the answer, when the door refuses */
export async function publish(client: Client, patches: readonly Patch[]): Promise<void> {
  const draft = expectStatus(
    await client.call<{ id: string; version: number }>('POST', '/api/definitions/drafts', {}),
    201,
  );
  const path = `/api/definitions/drafts/${draft.id}`;
  let { version } = draft;
  for (const patch of patches) {
    const command =
      'json' in patch
        ? { put: patch.file, text: JSON.stringify(patch.json, null, 2) }
        : { patch: patch.file, pointer: patch.pointer, value: patch.value };
    const match = { 'if-match': `"${version}"` };
    ({ version } = expectStatus(
      await client.call<{ version: number }>('PATCH', `${path}/files`, command, match),
      200,
    ));
  }
  const plan = expectStatus(await client.call<{ hash: string }>('GET', `${path}/plan`), 200);
  expectStatus(
    await client.call('POST', `${path}/publish`, { plan: plan.hash, message: 'For a story' }),
    201,
  );
}
