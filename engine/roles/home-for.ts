import { asList, asObject, asText } from '../model/linked-pack.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Model } from '../model/model.ts';
import { grantsReading } from './policy.ts';

/** Records of one type that wait for somebody. */
export interface HomeCard {
  readonly key: string;
  readonly title: string;
  readonly type: string;
  /** Only those in this stage; null: all. */
  readonly stage: string | null;
}

/**
 * The first page of somebody of these roles: the first, by order, that is for one of them, with the cards of what he may
 * read.
 *
 * @returns null where no page is for him, or nothing is left of it
 * @source definitions.md, Screens and reports
 */
export function homeFor(
  model: Model,
  roles: readonly string[],
  language: string,
): readonly HomeCard[] | null {
  const page = inOrder(model.app['home']).find(([, { roles: whose }]) => isFor(whose, roles));
  if (!page) return null;
  const [name, home] = page;
  const cards = inOrder(home['cards']).flatMap(([key, card]): HomeCard[] => {
    const type = asText(card['type']) ?? '';
    if (!model.types.has(type) || !grantsReading(model, roles, type)) return [];
    const title = model.text(language, `app#/home/${name}/cards/${key}/title`, asText(card['title']) ?? key);
    return [{ key, title, type, stage: asText(card['stage']) }];
  });
  return cards.length > 0 ? cards : null;
}

function isFor(whose: Json | undefined, roles: readonly string[]): boolean {
  return whose === undefined || asList(whose).some((role) => roles.includes(String(role)));
}

function inOrder(map: Json | undefined): readonly [string, JsonObject][] {
  return Object.entries(asObject(map))
    .map(([key, value]): [string, JsonObject] => [key, asObject(value)])
    .sort(([, a], [, b]) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0));
}
