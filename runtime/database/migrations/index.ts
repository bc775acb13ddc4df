import type { Migration } from 'kysely/migration';
import * as foundation from './001-foundation.ts';
import * as ledgers from './002-ledgers.ts';
import * as layers from './003-layers.ts';
import * as teams from './004-teams.ts';
import * as timers from './005-timers.ts';
import * as goneLines from './006-gone-lines.ts';
import * as lineages from './007-lineages.ts';
import * as historyVersions from './008-history-versions.ts';
import * as commands from './009-commands.ts';

/** Every migration in order. Listed by hand: what runs is what is reviewed. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-foundation': foundation,
  '002-ledgers': ledgers,
  '003-layers': layers,
  '004-teams': teams,
  '005-timers': timers,
  '006-gone-lines': goneLines,
  '007-lineages': lineages,
  '008-history-versions': historyVersions,
  '009-commands': commands,
};
