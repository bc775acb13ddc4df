import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { startEmbedded } from '../runtime/database/embedded.ts';
import { migrate } from '../runtime/database/migrate.ts';
import { openKysely, openPool } from '../runtime/database/pool.ts';
import { makeLog } from '../runtime/log.ts';
import { makeModels } from '../runtime/store/model-cache.ts';
import { createCompany } from '../runtime/companies/create-company.ts';
import { companyWriter } from '../runtime/companies/company-writer.ts';
import { loadDemo } from '../runtime/companies/load-demo.ts';
import { runCommand } from '../runtime/commands/run-command.ts';
const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const log = makeLog('warn');
const server = await startEmbedded(folder, log, process.argv[3] ? ['shared_preload_libraries=pg_stat_statements', 'pg_stat_statements.track_planning=on'] : []);
try {
  const pool = openPool(server.url, log); const db = openKysely(pool); await migrate(db);
  const models = await makeModels({ pool, db, log, databaseUrl: server.url });
  const app = { pool, db, models, log, clock: Date.now };
  const SALES = '/work/main/definitions/sales';
  const companyId = await createCompany(app, { packFolder: SALES, owner: 'o' });
  await loadDemo(app, companyId, SALES, 'o');
  const { caller } = await companyWriter(app, companyId, 'o');
  const partner = (await pool.query(`select id from app.records where type='partner' and data->>'currency' is not distinct from 'RON' limit 1`)).rows[0]?.id ?? (await pool.query(`select id from app.records where type='partner' limit 1`)).rows[0].id;
  const articles = (await pool.query(`select id from app.records where type='article' limit 10`)).rows.map((r) => r.id);
  async function each<T>(items: T[], n: number, f: (x: T) => Promise<void>) { const q = [...items]; await Promise.all(Array.from({ length: n }, async () => { for (let x = q.shift(); x !== undefined; x = q.shift()) await f(x); })); }
  const must = (o: any) => { if (o.kind !== 'done') throw new Error(JSON.stringify(o).slice(0, 600)); return o; };
  const N = Number(process.argv[2] ?? 600);
  const orders: string[] = [];
  const make = async () => {
    const o = must(await runCommand(app, caller, { kind: 'create', type: 'order', data: { partner, lines: articles.map((article: string, i: number) => ({ id: `L${i}`, article, quantity: String(i + 1) })) } }));
    must(await runCommand(app, caller, { kind: 'fire', id: o.decision.record, event: 'CONFIRM', input: {} }));
    orders.push(o.decision.record);
  };
  let t = performance.now();
  await each(Array.from({ length: N * 4 + 700 }, (_, i) => i), 8, make);
  console.log('made', orders.length, 'orders', ((orders.length * 2) / (performance.now() - t) * 1000).toFixed(0), 'commands/s');
  await pool.query('analyze');
  if (process.argv[2] === '4') {
    const { decide, makeValidators } = await import('#engine'); const { noFacts, readFacts } = await import('../runtime/store/read-facts.ts');
    const cur = await models.current(companyId);
    const setting = { now: Date.now(), seed: 'x', release: 1, user: caller.user, company: cur.company, settings: cur.settings, language: 'en' };
    const show = async (command: any) => { const f = noFacts(); for (let i = 0; i < 9; i++) { const t0 = performance.now(); const a: any = decide(cur.model, cur.validators, command, f, setting); const ms = (performance.now() - t0).toFixed(2); if (a.kind !== 'needs') { console.log(command.kind, a.kind, ms); return a; } console.log(command.kind, ms, 'records', a.records.length, 'lineages', a.lineages.length, JSON.stringify(a.finds));
       const before = new Set(f.records.keys()); await readFacts(pool, companyId, cur.plan, a, f, false); const c: any = {}; for (const id of a.records) { const ty = f.records.get(id)?.type; c[ty!] = (c[ty!] ?? 0) + 1; } console.log(c); } };
    for (let i = 0; i < 2; i++) {
    await show({ kind: 'create', type: 'order', data: { partner, lines: articles.map((article: string, i: number) => ({ id: `L${i}`, article, quantity: String(i + 1) })) } });
    await show({ kind: 'convert', conversion: 'order-to-invoice', sources: [{ id: orders[0] }], set: {}, into: null });
    const c = must(await runCommand(app, caller, { kind: 'convert', conversion: 'order-to-invoice', sources: [{ id: orders[i] }], set: {}, into: null }));
    const a = await show({ kind: 'fire', id: c.decision.record, event: 'POST', input: {} });
    console.log('post writes', a.records.length, a.links.put.length, a.counters.length, a.history.length);
    await show({ kind: 'edit', id: c.decision.record, patch: { notes: 'x' } });
    }
    console.log(cur.plan.get('article'), cur.plan.get('order'), cur.plan.get('partner'));
  }
  // hand written
  await pool.query(`create or replace function app.by_hand(c uuid, src uuid, new uuid) returns void language plpgsql as $$
  declare s app.records; l jsonb; i int := 0; begin
    select * into s from app.records where company_id = c and id = src for update;
    insert into app.records (company_id,id,type,number,revision,version,stage,states,phase,title,owner,created_at,created_by,updated_at,release,archived,data,search,u1,d1,t1,n1,u2)
      values (c,new,'invoice',null,0,1,'"draft"','{draft}','draft',s.title,s.owner,now(),'o',now(),1,false,s.data,s.search,s.u1,s.d1,s.t1,s.n1,s.u2);
    insert into app.record_lines select c,new,'lines',x->>'id',ord::int,'invoice',(x->>'article')::uuid,null,(x->>'quantity')::numeric,(x->>'net')::numeric from jsonb_array_elements(s.data->'lines') with ordinality as e(x,ord);
    insert into app.links select c,gen_random_uuid(),'order-to-invoice','billing','direct',1,src,x->>'id',new,x->>'id',(x->>'quantity')::numeric,(x->>'net')::numeric from jsonb_array_elements(s.data->'lines') x;
    insert into app.counters as k select c,src,x->>'id','billing',(x->>'quantity')::numeric,(x->>'quantity')::numeric,0,0 from jsonb_array_elements(s.data->'lines') x
      on conflict (company_id,record_id,line_id,track) do update set held = k.held + excluded.held;
    insert into app.history values (c,new,gen_random_uuid(),now(),'o','conversion','order-to-invoice',null,'"draft"','[]',1);
    insert into app.history values (c,src,gen_random_uuid(),now(),'o','conversion','order-to-invoice',null,null,'[]',1);
  end $$`);
  const fs = await import('node:fs'); const { readPostmaster } = await import('../runtime/database/postmaster.ts');
  const master = (await readPostmaster(join(folder, 'postgres')))!.pid;
  const pgCpu = () => { let ticks = 0; for (const d of fs.readdirSync('/proc')) { if (!/^\d+$/.test(d)) continue; try { const x = fs.readFileSync(`/proc/${d}/stat`, 'utf8'); const f = x.slice(x.lastIndexOf(')') + 2).split(' '); if (Number(f[1]) === master || Number(d) === master) ticks += Number(f[11]) + Number(f[12]); } catch {} } return ticks * 10; };
  let at = 0;
  const take = (n: number) => orders.slice(at, (at += n));
  const convert = async (id: string) => { must(await runCommand(app, caller, { kind: 'convert', conversion: 'order-to-invoice', sources: [{ id }], set: {}, into: null })); };
  const byHand = async (id: string) => { await pool.query({ name: 'by-hand', text: 'select app.by_hand($1,$2,$3)', values: [companyId, id, randomUUID()] }); };
  await each(take(40), 4, convert); await each(take(40), 4, byHand);
  for (const c of [1, 4, 16]) {
    const per = c === 1 ? N / 6 : N / 3; let a = 0, b = 0, ca = 0, pa = 0, pb = 0, na = 0;
    for (let r = 0; r < 2; r++) {
      let p0 = pgCpu(); const cpu0 = process.cpuUsage(); t = performance.now(); await each(take(per), c, byHand); a += performance.now() - t; pa += pgCpu() - p0; const d0 = process.cpuUsage(cpu0); na += (d0.user + d0.system) / 1000; p0 = pgCpu();
      const cpu = process.cpuUsage(); t = performance.now(); await each(take(per), c, convert); b += performance.now() - t; pb += pgCpu() - p0; const d = process.cpuUsage(cpu); ca += (d.user + d.system) / 1000;
    }
    console.log(`c${c}: by hand ${(2 * per / a * 1000).toFixed(0)}/s  convert ${(2 * per / b * 1000).toFixed(0)}/s ratio ${(a / b).toFixed(2)} cpu ms/op: hand node ${(na / (2 * per)).toFixed(2)} pg ${(pa / (2 * per)).toFixed(2)} | ours node ${(ca / (2 * per)).toFixed(2)} pg ${(pb / (2 * per)).toFixed(2)}`);
  }
  if (process.argv[3] === 'x') {
    const pg = (await import('pg')).default; const orig = pg.Client.prototype.query as any; let seen: any[] = [];
    (pg.Client.prototype as any).query = function (...args: any[]) { if (args[0]?.name) seen.push(args[0]); return orig.apply(this, args); };
    await convert(take(1)[0]!); (pg.Client.prototype as any).query = orig;
    const w = seen.find((q) => q.name === 'write-decision');
    for (const [i, v] of w.values.entries()) console.log(i + 1, String(typeof v === 'string' ? v.length : JSON.stringify(v)), String(v).slice(0, 300));
    const c = await pool.connect(); 
    const { WRITE_DECISION } = await import('../runtime/store/write-statements.ts');
    for (let i = 0; i < 3; i++) {
    await c.query("begin; set local enable_seqscan=off; set local enable_hashjoin=off; set local enable_mergejoin=off; set local plan_cache_mode=force_generic_plan");
    if (i === 0) await c.query(`prepare w(uuid,jsonb,jsonb,jsonb,jsonb,jsonb,uuid[],jsonb,jsonb,jsonb,jsonb,integer) as ${WRITE_DECISION.text}`);
    const lit = (v: any) => c.escapeLiteral(Array.isArray(v) ? '{' + v.join(',') + '}' : String(v));
    const vals = w.values.map(lit);
    // make it valid again: new ids and versions
    const r = JSON.parse(w.values[1]); const cur = new Map((await c.query('select id, version from app.records where id = any($1::uuid[])', [r.map((x: any) => x.id)])).rows.map((x: any) => [x.id, x.version]));
    const map = new Map<string,string>(); for (const x of r) if (x.expected === null) map.set(x.id, randomUUID()); else x.expected = cur.get(x.id);
    let texts = [w.values[0], JSON.stringify(r), ...w.values.slice(2)].map(lit); for (const [a, b] of map) texts = texts.map((t2) => t2.replaceAll(a, b));
    texts[5] = lit(JSON.stringify(JSON.parse(w.values[5]).map((l: any) => ({ ...l, id: randomUUID() })))); 
    texts[8] = lit(JSON.stringify(JSON.parse(w.values[8]).map((l: any) => ({ ...l, id: randomUUID() }))));
    const ex = await c.query(`explain (analyze, buffers, timing on) execute w(${texts.join(',')})`); if (i === 2) console.log(ex.rows.map((x: any) => x['QUERY PLAN']).join('\n'));
    await c.query('rollback'); }
    c.release();
  } else if (process.argv[3]) {
    await pool.query('create extension if not exists pg_stat_statements'); await pool.query('select pg_stat_statements_reset()');
    const { Session } = await import('node:inspector/promises'); const s = new Session(); s.connect(); await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval', { interval: 200 }); await s.post('Profiler.start');
    const n = 300; await each(take(n), 2, convert);
    const { profile } = await s.post('Profiler.stop') as any; const self = new Map<string, number>(); const byFile = new Map<string, number>(); const dt = profile.timeDeltas; const byId = new Map(profile.nodes.map((n: any) => [n.id, n]));
    profile.samples.forEach((id: number, i: number) => { const n: any = byId.get(id); const u = n.callFrame.url.split('/').slice(-2).join('/'); const k = `${n.callFrame.functionName} ${u}:${n.callFrame.lineNumber}`; self.set(k, (self.get(k) ?? 0) + dt[i]); byFile.set(u, (byFile.get(u) ?? 0) + dt[i]); });
    const top = (m: Map<string, number>, c: number) => [...m].sort((x, y) => y[1] - x[1]).slice(0, c).map(([k, v]) => `${(v / 1000 / n).toFixed(3)} ms ${k}`).join('\n');
    console.log(top(self, 40)); console.log('---'); console.log(top(byFile, 30));
    console.log((await pool.query(`select left(regexp_replace(query,'\s+',' ','g'), 70) q, calls, round((total_exec_time/${n})::numeric,3) ms, round((total_plan_time/${n})::numeric,3) plan, rows from pg_stat_statements order by total_exec_time desc limit 12`)).rows);
  }
  await models.close(); await db.destroy();
} finally { await server.stop(); await rm(folder, { recursive: true, force: true }); }
