import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';

/** Every migration in order. Listed by hand: what runs is what is reviewed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-foundation': foundation,
};
