import { CommandReplay, startOfDay } from '#engine';
import type { ReplaySide } from '#engine';
import type { Caller } from '../access/caller.ts';
import type { App } from '../app.ts';
import type { ReplayAnswer } from '../definition-shapes.ts';
import { firstOfLast, readCommands, recordsNotMade, titlesMade } from '../store/commands.ts';
import { readMembers } from '../store/read-people.ts';

/** Commands that are decided again at most: the last ones. Each is decided twice, in memory. */
const COMMANDS_MAX = 2_000;

/**
 * What the company has done since a day, decided again by the release in force and by a draft, document by document. It
 * begins with the catalogs as they stand now, as far as none of the commands made them; documents of before are not known,
 * so what was done with them is left.
 *
 * @param since  YYYY-MM-DD; null: from the first command on
 */
export async function replayHistory(
  app: App,
  caller: Caller,
  from: ReplaySide,
  to: ReplaySide,
  since: string | null,
): Promise<NonNullable<ReplayAnswer['history']>> {
  const { companyId, language } = caller;
  const { company, settings } = await app.models.current(companyId);
  const asked = new Date((since === null ? null : startOfDay(since, company.timeZone)) ?? 0);
  const first = await firstOfLast(app.pool, companyId, asked, COMMANDS_MAX);
  if (first === null) return { since: null, commands: 0, left: 0, documents: [] };
  const catalogs = [...from.model.types.values()].flatMap(({ key, kind }) =>
    kind === 'catalog' ? [key] : [],
  );
  const records = await recordsNotMade(app.pool, companyId, first, catalogs);
  const titles = new Map(await titlesMade(app.pool, companyId, first));
  for (const { id, title } of records) titles.set(id, title);
  const members = new Map((await readMembers(app.pool, companyId)).map((member) => [member.id, member]));
  const replay = new CommandReplay(
    {
      company,
      settings,
      people: Object.fromEntries(members),
      records,
      titleOf: (id) => titles.get(id) ?? null,
    },
    from,
    to,
    first.getTime(),
    language,
  );
  const nameOf = (id: string): { readonly name: string; readonly email: string } => {
    const { name = id, email = '' } = members.get(id) ?? {};
    return { name, email };
  };
  for await (const command of readCommands(app.pool, companyId, first, nameOf)) replay.take(command);
  const documents = replay.documents();
  return { since: first.toISOString(), commands: replay.commands, left: replay.left, documents };
}
