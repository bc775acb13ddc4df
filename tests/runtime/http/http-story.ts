// Plays scenarios over HTTP: the same steps, each as the request that a client would send.
import {
  aliasesOf,
  commandOf,
  differences,
  keysOfStep,
  naturalKeysIn,
  resolveNaturalKeys,
  stepWords,
  subjectOf,
} from '#engine';
import type {
  Cast,
  Command,
  Expectation,
  JsonObject,
  Model,
  NaturalKey,
  Scenario,
  ScenarioStep,
  Stored,
} from '#engine';
import type { ConversionAnswer, ListAnswer, ProblemAnswer, RecordAnswer } from '../../../runtime/api.ts';
import type { Answer, Client } from '../../server.ts';

export interface HttpStage {
  readonly model: Model;
  /** Signs in with a role; null: as the owner. */
  readonly as: (role: string | null) => Promise<Client>;
  /** Moves the server's clock to a day. */
  readonly day: (day: string) => void;
}

/** @returns what went wrong, in words; null when the story came true */
export async function playOverHttp(stage: HttpStage, scenario: Scenario): Promise<string | null> {
  const { today = '2026-01-15', settings, records = {} } = scenario.given ?? {};
  stage.day(today);
  const story = new HttpStory(stage, await stage.as(null));
  if (settings) await story.settings(settings);
  await story.load(records);
  for (const [index, step] of scenario.when.entries()) {
    const detail = await story.play(step);
    if (detail !== null) return `step ${index + 1} (${stepWords(step)}): ${detail}`;
  }
  const found: string[] = [];
  for (const [alias, expected] of Object.entries(scenario.then ?? {}))
    found.push(...(await story.check(alias, expected)));
  return found.length === 0 ? null : found.join('\n');
}

class HttpStory {
  readonly #stage: HttpStage;
  #owner: Client;
  readonly #made = new Map<string, { readonly id: string; readonly type: string }>();
  readonly #keys = new Map<string, string | null>();

  constructor(stage: HttpStage, owner: Client) {
    this.#stage = stage;
    this.#owner = owner;
  }

  async settings(settings: JsonObject): Promise<void> {
    const answer = await this.#owner.call('PATCH', '/api/settings', settings);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  /** Records in whatever order their references allow. */
  async load(records: Readonly<Record<string, readonly JsonObject[]>>): Promise<void> {
    let waiting = Object.entries(records).flatMap(([type, all]) => all.map((data) => ({ type, data })));
    while (waiting.length > 0) {
      const later: typeof waiting = [];
      for (const { type, data } of waiting) {
        const fields = this.#fieldsOf(type);
        await this.#look(naturalKeysIn(fields, data));
        const isReady = naturalKeysIn(fields, data).every((name) => this.#find(name) !== null);
        if (!isReady) {
          later.push({ type, data });
          continue;
        }
        const resolved = resolveNaturalKeys(fields, data, (name) => this.#find(name));
        const made = await this.#owner.call('POST', `/api/records/${type}`, { data: resolved });
        if (made.status !== 201) throw new Error(JSON.stringify(made.body));
        this.#keys.clear();
      }
      if (later.length === waiting.length)
        throw new Error(`${JSON.stringify(later)} names what is not there`);
      waiting = later;
    }
  }

  async play(step: ScenarioStep): Promise<string | null> {
    const detail = await this.#play(step);
    // Whoever tells the story has his rights back.
    if (step.by !== undefined) this.#owner = await this.#stage.as(null);
    return detail;
  }

  async #play(step: ScenarioStep): Promise<string | null> {
    if (step.day !== undefined) this.#stage.day(step.day);
    const cast: Cast = {
      idOf: (alias) => this.#made.get(alias)?.id ?? null,
      typeOf: (alias) => this.#made.get(alias)?.type ?? null,
    };
    await this.#look(keysOfStep(this.#stage.model, step, cast));
    const command = commandOf(this.#stage.model, step, cast, (name) => this.#find(name));
    if (command === null) return null;
    const client = step.by === undefined ? this.#owner : await this.#stage.as(step.by);
    const answer = await this.#send(client, command);
    if (answer.status >= 400) return judged(step, answer as Answer<ProblemAnswer>);
    if (step.refused) return 'expected a refusal, but it was done';
    this.#keys.clear();
    const made = recordsOf(answer.body);
    for (const [at, alias] of aliasesOf(step).entries()) {
      const record = made[at];
      if (!record) return `nothing was made for “${alias}”`;
      this.#made.set(alias, { id: record.id, type: record.type });
    }
    const subject = subjectOf(step);
    const found = step.then && subject !== null ? await this.check(subject, step.then, client) : [];
    return found.length === 0 ? null : found.join('\n');
  }

  async check(alias: string, expected: Expectation, client = this.#owner): Promise<string[]> {
    const made = this.#made.get(alias);
    if (!made) return [`“${alias}” is not there`];
    const { status, body } = await client.call<RecordAnswer>('GET', `/api/records/${made.type}/${made.id}`);
    if (status !== 200) return [`“${alias}” is not there`];
    const fields = this.#fieldsOf(made.type);
    const wanted = expected.data ?? {};
    await this.#look(naturalKeysIn(fields, wanted));
    const data = resolveNaturalKeys(fields, wanted, (name) => this.#find(name));
    const links = body.links.map(({ link }) => link);
    return differences({ ...expected, data }, body, links, () => ({
      kind: 'description',
      actions: body.actions,
      fields: body.fields,
      progress: body.progress,
      sources: {},
      conditions: {},
      data: body.data,
    })).map((found) => `${alias}: ${found}`);
  }

  async #send(client: Client, command: Command): Promise<Answer<unknown>> {
    if (command.kind === 'create')
      return client.call('POST', `/api/records/${command.type}`, { data: command.data });
    if (command.kind === 'convert') {
      const { conversion, sources, set, into } = command;
      return client.call('POST', `/api/conversions/${conversion}`, { sources, set, into });
    }
    if (!('id' in command)) throw new Error(`${command.kind} has no address`);
    const type = [...this.#made.values()].find(({ id }) => id === command.id)?.type ?? '';
    const path = `/api/records/${type}/${command.id}`;
    if (command.kind === 'fire') {
      const { event, input, gives } = command;
      return client.call('POST', `${path}/events/${event}`, { input, ...(gives ? { gives } : {}) });
    }
    const seen = await client.call<RecordAnswer>('GET', path);
    const tag = { 'if-match': `"${seen.body.version}"` };
    if (command.kind === 'edit') return client.call('PATCH', path, command.patch, tag);
    if (command.kind === 'delete') return client.call('DELETE', path, undefined, tag);
    const { kind, id: _, ...body } = command;
    return client.call('POST', `${path}/${kind}`, body, tag);
  }

  #fieldsOf(type: string) {
    return this.#stage.model.types.get(type)?.fields ?? new Map();
  }

  #find({ type, key }: NaturalKey): string | null {
    return this.#keys.get(`${type} ${key}`) ?? null;
  }

  /** Looks natural keys up by lists, as any client would. */
  async #look(names: readonly NaturalKey[]): Promise<void> {
    for (const { type, key } of names) {
      const at = `${type} ${key}`;
      const field = this.#stage.model.types.get(type)?.naturalKey;
      if (field === undefined || this.#keys.has(at)) continue;
      const filter = encodeURIComponent(`${field} == ${JSON.stringify(key)}`);
      const { body } = await this.#owner.call<ListAnswer>(
        'GET',
        `/api/records/${type}?limit=1&filter=${filter}`,
      );
      this.#keys.set(at, body.items?.[0]?.id ?? null);
    }
  }
}

function recordsOf(body: unknown): readonly Stored[] {
  if (body === null || typeof body !== 'object') return [];
  if ('targets' in body) return (body as ConversionAnswer).targets;
  return 'record' in body ? [(body as { record: Stored }).record] : [body as Stored];
}

function judged({ refused }: ScenarioStep, { body }: Answer<ProblemAnswer>): string | null {
  const places = (body.problems ?? []).map(({ code, pointer, message }) => `${pointer}: ${code} ${message}`);
  const said = [`${body.type} ${body.detail}`, ...places].join('; ');
  if (!refused) return `refused: ${said}`;
  const codes = [body.type.replace('/problems/', ''), ...(body.problems ?? []).map(({ code }) => code)];
  if (refused.code !== undefined && !codes.includes(refused.code))
    return `expected the refusal ${refused.code}, found ${said}`;
  if (refused.says !== undefined && !said.includes(refused.says))
    return `expected words “${refused.says}”, found ${said}`;
  return null;
}
