import type { App } from '../app.ts';
import type { ReleaseShape } from '../definition-shapes.ts';
import { countByRelease } from '../store/counts.ts';

/** Every release, newest first, with the records that it last wrote. */
export async function listReleases(app: App, companyId: string): Promise<readonly ReleaseShape[]> {
  const [releases, counts, company] = await Promise.all([
    app.db
      .selectFrom('app.releases')
      .select(['number', 'hash', 'author', 'message', 'published_at'])
      .where('company_id', '=', companyId)
      .orderBy('number', 'desc')
      .execute(),
    countByRelease(app.pool, companyId),
    app.db
      .selectFrom('app.companies')
      .select('current_release')
      .where('company_id', '=', companyId)
      .executeTakeFirst(),
  ]);
  return releases.map((release) => ({
    number: release.number,
    hash: release.hash,
    author: release.author,
    message: release.message,
    publishedAt: release.published_at.toISOString(),
    records: counts.get(release.number) ?? 0,
    current: release.number === company?.current_release,
  }));
}
