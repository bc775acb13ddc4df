import type { Company, JsonObject } from '#engine';
import { run } from './statement.ts';
import type { Connection } from './statement.ts';

export interface CompanyRow {
  readonly company: Company;
  readonly settings: JsonObject;
  readonly release: number;
}

interface Row {
  readonly company_id: string;
  readonly key: string;
  readonly title: string;
  readonly country: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly locale: string;
  readonly settings: JsonObject;
  readonly current_release: number;
}

const COLUMNS = 'company_id, key, title, country, currency, time_zone, locale, settings, current_release';
const READ = { name: 'read-company', text: `select ${COLUMNS} from app.companies where company_id = $1` };
const LOCK = {
  name: 'lock-company',
  text: `select ${COLUMNS} from app.companies where company_id = $1 for update`,
};

/** @param lock  keeps others from publishing until the transaction ends */
export async function readCompany(
  connection: Connection,
  companyId: string,
  lock = false,
): Promise<CompanyRow | null> {
  const [row] = await run<Row & Record<string, unknown>>(connection, lock ? LOCK : READ, [companyId]);
  if (!row) return null;
  return {
    company: {
      id: row.company_id,
      key: row.key,
      title: row.title,
      country: row.country,
      currency: row.currency,
      timeZone: row.time_zone,
      locale: row.locale,
    },
    settings: row.settings,
    release: row.current_release,
  };
}
