import type pg from 'pg';
import type { Company } from '#engine';
import type { Caller } from './caller.ts';
import { SESSION_COOKIE } from './auth.ts';
import { readSignedCookie } from './signed-cookie.ts';

/** A signed-in person in one company, before the request's language is known. */
export type Session = Omit<Caller, 'language'>;

/** The session check of every request: signature first, then one look-up behind a short cache. */
export interface Sessions {
  /** null: no session, a forged or an ended one. */
  find(cookieHeader: string | null | undefined): Promise<Session | null>;
  /** Forgets what is cached for this cookie (sign-out). */
  forget(cookieHeader: string | null | undefined): void;
  /** Forgets everything cached (roles or company changed). */
  forgetAll(): void;
}

interface Cached {
  readonly session: Session | null;
  /** When the cache must ask again, UTC ms. */
  readonly staleAt: number;
}

/** How long a revoked session or a changed role may live on in another process; in this one it is evicted at once. */
const CACHE_MS = 15_000;
const CACHE_ENTRIES_MAX = 5_000;
/** Longest Cookie header that is remembered, in characters; ours has some two hundred. */
const PROVED_LENGTH_MAX = 1_000;

interface SessionRow {
  readonly userId: string;
  readonly companyId: string | null;
  readonly expiresAt: Date;
  readonly name: string;
  readonly email: string;
}

interface MemberRow {
  readonly roles: readonly string[];
  readonly teams: readonly string[];
  readonly key: string;
  readonly title: string;
  readonly country: string;
  readonly currency: string;
  readonly time_zone: string;
  readonly locale: string;
}

// Two statements, because schema `auth` belongs to a library and is joined to nothing of ours.
const SESSION_SQL = `
  select s."userId", s."companyId", s."expiresAt", u.name, u.email
  from auth.session s join auth."user" u on u.id = s."userId"
  where s.token = $1`;
const MEMBER_SQL = `
  select m.roles, m.teams, c.key, c.title, c.country, c.currency, c.time_zone, c.locale
  from app.members m join app.companies c on c.company_id = m.company_id
  where m.company_id = $1 and m.user_id = $2`;

export function makeSessions(pool: pg.Pool, secret: string, now: () => number = Date.now): Sessions {
  const cache = new Map<string, Cached>();
  // A read that was under way when something was forgotten may hold what was to be forgotten.
  let forgotten = 0;
  // Headers whose signature was proved: a browser sends the same one with every request.
  const proved = new Map<string, string>();
  const tokenOf = (header: string | null | undefined): string | null => {
    const known = proved.get(header ?? '');
    if (known !== undefined) return known;
    const token = readSignedCookie(header, SESSION_COOKIE, secret);
    if (token !== null && header && header.length <= PROVED_LENGTH_MAX) {
      if (proved.size >= CACHE_ENTRIES_MAX) proved.clear();
      proved.set(header, token);
    }
    return token;
  };

  async function read(token: string): Promise<Cached> {
    const { rows } = await pool.query<SessionRow>({ name: 'session', text: SESSION_SQL, values: [token] });
    const row = rows[0];
    const staleAt = now() + CACHE_MS;
    if (!row?.companyId || row.expiresAt.getTime() <= now()) return { session: null, staleAt };
    const members = await pool.query<MemberRow>({
      name: 'member',
      text: MEMBER_SQL,
      values: [row.companyId, row.userId],
    });
    const member = members.rows[0];
    if (!member) return { session: null, staleAt };
    const company: Company = {
      id: row.companyId,
      key: member.key,
      title: member.title,
      country: member.country,
      currency: member.currency,
      timeZone: member.time_zone,
      locale: member.locale,
    };
    const { roles, teams } = member;
    const user = { id: row.userId, name: row.name, email: row.email, roles, teams };
    return {
      session: { companyId: row.companyId, company, user },
      staleAt: Math.min(staleAt, row.expiresAt.getTime()),
    };
  }

  return {
    async find(cookieHeader) {
      const token = tokenOf(cookieHeader);
      if (token === null) return null;
      const known = cache.get(token);
      if (known && known.staleAt > now()) return known.session;
      const before = forgotten;
      const fresh = await read(token);
      if (before !== forgotten) return fresh.session;
      // Re-inserting keeps the map in order of use, so the first key is the one to drop.
      cache.delete(token);
      cache.set(token, fresh);
      if (cache.size > CACHE_ENTRIES_MAX) {
        const oldest = cache.keys().next().value;
        if (oldest !== undefined) cache.delete(oldest);
      }
      return fresh.session;
    },
    forget(cookieHeader) {
      const token = tokenOf(cookieHeader);
      forgotten++;
      if (token !== null) cache.delete(token);
    },
    forgetAll() {
      forgotten++;
      cache.clear();
    },
  };
}
