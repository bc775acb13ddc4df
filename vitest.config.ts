import chromium from '@sparticuz/chromium';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs } from './tests/chromium.ts';

// Four projects: the engine alone in Node, the same engine tests in Chromium, what needs a real PostgreSQL,
// and the screens in a real browser against a real server.
const executablePath = await chromium.executablePath();
// A browser has no process to ask, so long runs are told to it.
const env = process.env['LONG'] ? { LONG: process.env['LONG'] } : {};

export default defineConfig({
  test: {
    reporters: ['default', './tests/reporter.ts'],
    // Whoever waits for something waits until a busy machine has done it; what never comes is worth a minute.
    expect: { poll: { timeout: 60_000 } },
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'engine',
          include: [
            'tests/engine/**/*.test.ts',
            'tests/definitions/**/*.test.ts',
            'tests/repository.test.ts',
            'tests/studio/unit/**/*.test.ts',
          ],
          globalSetup: ['tests/kit-setup.ts'],
          testTimeout: 240_000,
        },
      },
      {
        extends: true,
        // Found at once, or a page would be loaded again in the middle of a run.
        optimizeDeps: { include: ['xstate', 'xstate/graph'] },
        test: {
          name: 'chromium',
          include: ['tests/engine/**/*.test.ts'],
          testTimeout: 240_000,
          env,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            connectTimeout: 240_000,
            provider: playwright({ launchOptions: { executablePath, args: chromiumArgs } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'runtime',
          include: ['tests/runtime/**/*.test.ts'],
          globalSetup: ['tests/studio-setup.ts', 'tests/global-setup.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'screens',
          include: ['tests/studio/**/*.test.ts'],
          exclude: ['tests/studio/unit/**'],
          globalSetup: ['tests/studio-setup.ts'],
          testTimeout: 480_000,
          hookTimeout: 480_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
