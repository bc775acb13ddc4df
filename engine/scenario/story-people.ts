import type { Person, User } from '../decide/types.ts';
import type { Model } from '../model/model.ts';
import type { NaturalKey } from './natural-keys.ts';

/** Somebody of a story, by the key that is his id. */
export interface StoryPerson {
  readonly name?: string;
  /** `<key>@example.com` when absent. */
  readonly email?: string;
  readonly roles: readonly string[];
  readonly teams?: readonly string[];
  /** Natural key of the record that he works at. */
  readonly here?: string;
}

/** Who tells a story when it does not say. */
const storyteller = '00000000-0000-7000-8000-0000000000aa';

/** The people of a story. A story that names none has one for each role. */
export class StoryPeople {
  readonly #users: ReadonlyMap<string, User>;
  readonly #places: ReadonlyMap<string, string>;
  readonly #model: Model;

  constructor(model: Model, people: Readonly<Record<string, StoryPerson>>) {
    this.#model = model;
    this.#places = new Map(
      Object.entries(people).flatMap(([key, { here }]) => (here === undefined ? [] : [[key, here] as const])),
    );
    this.#users = new Map(
      Object.entries(people).map(([key, { name = key, email = `${key}@example.com`, roles, teams = [] }]) => [
        key,
        { id: key, name, email, roles, teams },
      ]),
    );
  }

  /** @param by  a person's key, or a role; the first role that administers, when absent */
  user(by?: string): User {
    const known = by === undefined ? undefined : this.#users.get(by);
    return known ?? this.#ofRole(by ?? this.#administrator());
  }

  /** Those who work somewhere. */
  names(): readonly string[] {
    return [...this.#places.keys()];
  }

  /** Where somebody works, as it may be found; nothing: nowhere. */
  placesOf(by?: string): readonly NaturalKey[] {
    const key = this.#places.get(by ?? '');
    if (key === undefined) return [];
    const types = [...this.#model.types.values()].filter(({ json }) => json['here'] === true);
    return types.map(({ key: type }) => ({ type, key }));
  }

  people(): readonly Person[] {
    const users =
      this.#users.size > 0
        ? [...this.#users.values()]
        : [...this.#model.roles.keys()].map((key) => this.#ofRole(key));
    return users.map(({ id, name, roles }) => ({ id, name, roles }));
  }

  #administrator(): string | null {
    return [...this.#model.roles.values()].find(({ administers }) => administers)?.key ?? null;
  }

  /** Each role is somebody of its own, so that a story may tell of four eyes; who administers tells it. */
  #ofRole(role: string | null): User {
    const isTeller = role === null || role === this.#administrator();
    const title = role === null ? null : this.#model.roles.get(role)?.title;
    return {
      id: isTeller ? storyteller : `${storyteller.slice(0, 24)}${roleDigits(role)}`,
      name: isTeller ? 'Storyteller' : (title ?? role),
      email: 'story@example.com',
      roles: role === null ? [] : [role],
      teams: [],
    };
  }
}

/** Twelve hexadecimal digits of a role, so that its person looks like any other. */
function roleDigits(role: string): string {
  let sum = 7;
  for (const letter of role) sum = (sum * 31 + letter.charCodeAt(0)) % 281474976710656;
  return sum.toString(16).padStart(12, '0');
}
