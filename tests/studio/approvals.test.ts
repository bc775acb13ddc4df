// A record that waits: who is asked, who has answered, the two answers, and what should have gone by itself.
import { expect, test } from 'vitest';
import { createRecord, fireEvent } from '../sales.ts';
import { signIn, startServer, type Server } from '../server.ts';
import { publish } from './publish.ts';
import { openScreen, openStage, signInOnScreen, waitSaved } from './screen.ts';

const stage = openStage(({ client }) =>
  publish(client, [
    {
      file: 'types/plea/type.json',
      json: { kind: 'document', title: 'Plea', plural: 'Pleas', label: 'doc.subject' },
    },
    {
      file: 'types/plea/schema.json',
      json: {
        type: 'object',
        properties: {
          subject: { type: 'string', title: 'Subject', maxLength: 100 },
          cause: { type: 'string', title: 'Cause', maxLength: 100 },
        },
        required: ['subject', 'cause'],
      },
    },
    {
      file: 'types/plea/machine.json',
      json: {
        initial: 'draft',
        states: {
          draft: { meta: { title: 'Draft', phase: 'draft' }, on: { ASK: { target: 'waiting' } } },
          waiting: {
            meta: {
              title: 'Waiting',
              phase: 'draft',
              approval: { steps: { head: { title: 'Head', of: { roles: ['owner'] } } } },
            },
            after: { PT1S: { target: 'agreed' } },
            on: {
              APPROVE: { target: 'agreed', meta: { title: 'Approve' } },
              REJECT: { target: 'refused', meta: { title: 'Refuse' } },
            },
          },
          agreed: { meta: { title: 'Agreed', phase: 'posted', outcome: 'done' }, type: 'final' },
          refused: { meta: { title: 'Refused', phase: 'void' } },
        },
      },
    },
  ]),
);

test('a record tells whom it waits for and what was refused, and is answered where it stands', async () => {
  const plea = await createRecord(stage.client, 'plea', { subject: 'Pens' });
  await fireEvent(stage.client, 'plea', plea.id, 'ASK');
  // A server that starts looks at once for what came due; a running one looks every minute.
  await stage.server.stop();
  const server = await startServer({ dataDir: stage.server.dataDir });
  try {
    await lookAt(server, plea.id);
  } finally {
    await server.stop();
  }
});

async function lookAt(server: Server, id: string): Promise<void> {
  const client = await signIn(server.url);
  const path = `/api/records/plea/${id}`;
  const refused = async (): Promise<number> =>
    (await client.call<{ refusedTimers?: readonly unknown[] }>('GET', path)).body.refusedTimers?.length ?? 0;
  await expect.poll(refused).toBe(1);

  const { page, faults } = await openScreen(stage.browser);
  await signInOnScreen(page, server.url);
  await page.goto(`${server.url}/d/plea/${id}`);
  const panel = page.getByTestId('approval-waiting');
  await panel.getByText('0 of 1').waitFor();
  expect(await panel.innerText()).toContain('asked: Owner');
  const timer = page.getByTestId('refused-timer');
  await timer.getByText('“Waiting” should have ended by itself').waitFor();
  expect(await timer.innerText()).toContain('is not complete yet');
  expect(await timer.innerText()).toContain('It is tried again on');

  await page.getByTestId('field-cause').locator('input').fill('None left');
  await waitSaved(page);
  await page.getByTestId('answer-APPROVE').click();
  await page.getByTestId('ask-comment').locator('input, textarea').fill('Fine');
  await page.getByTestId('event-go').click();
  await page.getByTestId('stage-chip').filter({ hasText: 'Agreed' }).waitFor();
  expect(await panel.count()).toBe(0);
  await expect.poll(() => timer.count()).toBe(0);
  expect(faults).toEqual([]);
}
