// What a company has done, decided again by two releases: commands as they were recorded, by those who gave them.
import type { Command, Company, Decision, Setting } from '../decide/types.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Id, Stored } from '../model/record.ts';
import { Fault } from '../problems/problem.ts';
import { todayIn } from '../values/date.ts';
import { recordIdOf, versionOf, versionText } from '../values/version.ts';
import { compareSides } from './compare-standings.ts';
import { ReplayFindings, type ReplayedDocument } from './replay-findings.ts';
import { refusalWords, ReplayedSide, type Outcome, type ReplaySide } from './replayed-side.ts';
import { StagePlay } from './stage-play.ts';
import type { StoryPerson } from './story-people.ts';

/** A command as it was decided. With the same seed a release that decides the same draws the same ids, of lines too. */
export interface RecordedCommand extends Pick<Setting, 'now' | 'seed' | 'user' | 'here'> {
  readonly command: Command;
  /** Records that it made, with their types, in the order of making. */
  readonly made: readonly (readonly [type: string, id: Id])[];
}

/** A company as it was before the first of its recorded commands. */
export interface RecordedCompany {
  readonly company: Company;
  readonly settings: JsonObject;
  /** Everybody, by id: who is asked to approve. */
  readonly people: Readonly<Record<string, StoryPerson>>;
  readonly records: readonly Stored[];
  /** What a record is called; null: nobody knows any more. */
  readonly titleOf: (id: Id) => string | null;
}

/** Takes commands one by one, so that whoever reads them need not hold them all. */
export class CommandReplay {
  /** Commands taken. */
  commands = 0;
  /** Of these, what the older release does not do again: it was done by another, or on what is not known. */
  left = 0;
  readonly #sides: readonly [CompanySide, CompanySide];
  readonly #findings: ReplayFindings;
  readonly #language: string;

  /** @param first  when the first command was given, UTC ms */
  constructor(company: RecordedCompany, from: ReplaySide, to: ReplaySide, first: number, language: string) {
    this.#sides = [
      new CompanySide(company, from, first, language),
      new CompanySide(company, to, first, language),
    ];
    this.#findings = new ReplayFindings(language);
    this.#language = language;
  }

  take(recorded: RecordedCommand): void {
    const [older, newer] = this.#sides;
    const [was, would] = [older.take(recorded), newer.take(recorded)];
    this.commands++;
    if (was.kind !== 'done') this.left++;
    const name = recorded.made[0]?.[1] ?? aboutWhat(recorded.command) ?? '';
    const words = commandWords(recorded.command, (id) => older.call(id));
    if (was.kind === 'done') this.#findings.compare(name, String(this.commands), words, was, would);
  }

  /** The documents that would differ; called once, after the last command. */
  documents(): readonly ReplayedDocument[] {
    const [older, newer] = this.#sides;
    return compareSides(older, newer, this.#findings, this.#language).map((document) => {
      const title = older.call(document.name);
      return title === document.name ? document : { ...document, title };
    });
  }
}

/** Records are known by the ids that they have in the company. */
class CompanySide extends ReplayedSide {
  readonly #recorded = new Set<Id>();

  constructor(
    { company, settings, people, records, titleOf }: RecordedCompany,
    { model, validators }: ReplaySide,
    first: number,
    language: string,
  ) {
    const today = todayIn(company.timeZone, first);
    super(
      new StagePlay(model, validators, { today, settings, company, people, language }),
      (name) => titleOf(name) ?? name,
    );
    for (const record of records) {
      if (!model.types.has(record.type)) continue;
      this.play.store.put(record);
      this.name(record.id, record.id);
    }
  }

  take({ command, made, ...asked }: RecordedCommand): Outcome {
    for (const [, id] of made) this.#recorded.add(id);
    try {
      const here = asked.here == null ? null : this.idOf(asked.here);
      const answer = this.play.runAt(this.#ofThisSide(command) as unknown as Command, { ...asked, here });
      if (answer.kind === 'refusal') return { kind: 'refused', words: refusalWords(answer) };
      this.#enter(answer, made);
      return { kind: 'done', document: null };
    } catch (error) {
      if (error instanceof Missing || error instanceof Fault) return { kind: 'broken', words: error.message };
      throw error;
    } finally {
      this.nameNew(asked.seed);
    }
  }

  /** What was made then is what is made here: type by type, in order. */
  #enter({ records }: Decision, made: RecordedCommand['made']): void {
    const here = records.flatMap(({ before, after }) => (before === null && after ? [after] : []));
    for (const [type, then] of Map.groupBy(made, ([key]) => key)) {
      const now = here.filter((record) => record.type === type);
      then.forEach(([, id], index) => this.name(id, now[index]?.id));
    }
  }

  /** Ids of then as those of this side. @throws Missing when a record of then is not there */
  #ofThisSide(value: unknown): Json {
    if (typeof value === 'string') {
      const id = recordIdOf(value);
      const here = this.idOf(id);
      if (here === null) {
        if (this.#recorded.has(id)) throw new Missing(this.call(id));
        return value;
      }
      const version = versionOf(value);
      return version === null ? here : versionText(here, version.revision);
    }
    if (Array.isArray(value)) return (value as readonly unknown[]).map((item) => this.#ofThisSide(item));
    if (value === null || typeof value !== 'object') return (value ?? null) as Json;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#ofThisSide(inner)]));
  }
}

/** A record that a command of then is about is not on this side. */
class Missing extends Error {
  override readonly name = 'Missing';
}

function aboutWhat(command: Command): Id | null {
  if ('id' in command) return command.id;
  return command.kind === 'convert' ? (command.into ?? command.sources[0]?.id ?? null) : null;
}

/** `fire CONFIRM on Order OR-1`: as steps of stories are told. */
function commandWords(command: Command, call: (id: Id) => string): string {
  switch (command.kind) {
    case 'create':
      return `create ${command.type}`;
    case 'fire':
      return `fire ${command.event} on ${call(command.id)}`;
    case 'convert':
      return `convert ${command.conversion} from ${command.sources.map(({ id }) => call(id)).join(', ')}`;
    case 'rule':
      return `rule ${command.rule}`;
    default:
      return `${command.kind} ${call(command.id)}`;
  }
}
