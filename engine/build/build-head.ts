import { asList, asText, type LinkedPack } from '../model/linked-pack.ts';
import type { PackHead } from '../model/model.ts';

/** pack.json as the model tells it. */
export function headOf({ head }: LinkedPack): PackHead {
  return {
    key: asText(head['key']) ?? '',
    title: asText(head['title']) ?? '',
    version: asText(head['version']) ?? '0.0.0',
    language: typeof head['language'] === 'number' ? head['language'] : 1,
    locales: asList(head['locales']).map(String),
  };
}
