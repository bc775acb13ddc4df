import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id, JsonObject, ScenarioStep } from '#engine';
import type { App } from '../app.ts';
import { companyWriter } from './company-writer.ts';
import { loadBase } from './create-company.ts';
import { loadRecords } from './load-records.ts';
import { naturalKeys } from './natural-keys.ts';
import { playStory } from './play-story.ts';
import { parseLines } from './read-pack.ts';

/**
 * Fills a company with the pack's demo data: catalogs, then its story played by commands, day by day up to today.
 * What is already there is not made again, so an interrupted load can be repeated.
 *
 * @param userId  who the records will say has made them
 * @throws Fault when the pack's own rules refuse a step
 */
export async function loadDemo(app: App, companyId: string, packFolder: string, userId: Id): Promise<void> {
  await loadBase(app, companyId, userId);
  const folder = join(packFolder, 'data/demo');
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.jsonl')).sort();
  const texts = new Map<string, readonly JsonObject[]>();
  for (const name of names)
    texts.set(name.slice(0, -'.jsonl'.length), parseLines(name, await readFile(join(folder, name), 'utf8')));
  const story = texts.get('story');
  texts.delete('story');

  const writer = await companyWriter(app, companyId, userId);
  const keys = naturalKeys(writer);
  await loadRecords(writer, keys, texts);
  if (story) await playStory(writer, keys, story as unknown as readonly ScenarioStep[]);
}
