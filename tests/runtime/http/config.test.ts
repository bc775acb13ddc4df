import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../runtime/config.ts';

describe('the environment', () => {
  it('may be empty', () => {
    expect(readConfig({}, '/srv/filiera')).toEqual({
      port: 3000,
      host: '127.0.0.1',
      databaseUrl: null,
      dataDir: '/srv/filiera/data',
      ownerEmail: 'owner@example.com',
      ownerPassword: null,
      pack: 'sales',
      demo: true,
      secret: null,
      logLevel: 'info',
    });
  });

  it('is taken as given, empty values as unset', () => {
    const config = readConfig({
      PORT: '8080',
      HOST: '',
      FILIERA_DEMO: '0',
      FILIERA_DATA_DIR: '/var/lib/filiera',
      FILIERA_OWNER_EMAIL: 'Ana@Example.RO',
      LOG_LEVEL: 'debug',
    });
    expect(config).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      demo: false,
      dataDir: '/var/lib/filiera',
      ownerEmail: 'ana@example.ro',
      logLevel: 'debug',
    });
  });

  it('tells everything that is wrong at once, each with its cure and without secrets', () => {
    const wrong = {
      PORT: '70000',
      DATABASE_URL: 'mysql://root:geheim@db/x',
      FILIERA_OWNER_EMAIL: 'nobody',
      FILIERA_OWNER_PASSWORD: 'short',
      FILIERA_PACK: '../etc',
      FILIERA_DEMO: 'maybe',
      FILIERA_SECRET: 'abc',
      LOG_LEVEL: 'loud',
    };
    let faults: readonly string[] = [];
    try {
      readConfig(wrong);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      faults = (error as ConfigError).faults;
    }
    expect(faults).toHaveLength(Object.keys(wrong).length);
    for (const name of Object.keys(wrong)) expect(faults.some((fault) => fault.includes(name))).toBe(true);
    expect(faults.join()).not.toContain('geheim');
  });
});
