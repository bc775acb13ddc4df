import type { App } from '../app.ts';
import { nextTimerAt } from '../store/timers.ts';
import { fireTimers } from './fire-timers.ts';

/** Another server, or a command of our own, may set an earlier moment at any time. */
const LOOK_MS = 60_000;

export interface TimerClock {
  /** Ends when the timer that is being told is done. */
  stop(): Promise<void>;
}

/** Tells what has come due while nobody was there, then sleeps until the next moment, a minute at most. */
export function startTimerClock(app: App): TimerClock {
  let isStopping = false;
  let sleeping: NodeJS.Timeout | undefined;
  let wake = (): void => undefined;

  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      sleeping = setTimeout(resolve, ms);
      sleeping.unref();
    });

  const live = async (): Promise<void> => {
    while (!isStopping) {
      let pause = LOOK_MS;
      try {
        await fireTimers(app, () => isStopping);
        const next = await nextTimerAt(app.pool);
        if (next !== null) pause = Math.min(Math.max(next - app.clock(), 0), LOOK_MS);
      } catch (error) {
        if (!isStopping) app.log.error(error, 'timers could not be looked at');
      }
      if (!isStopping) await sleep(pause);
    }
  };
  const ended = live();

  return {
    async stop() {
      isStopping = true;
      clearTimeout(sleeping);
      wake();
      await ended;
    },
  };
}
