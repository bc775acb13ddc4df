// Whether a process is still there, also when its number has been given to another since.
import { readFile } from 'node:fs/promises';

/** Whether a process runs. A zombie (ended, not yet collected by its parent) does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const born = await birthOf(pid);
  return born === null || born.state !== 'Z';
}

/** This process, as other processes of the machine may ask for it: its number and when it began. */
export async function thisProcess(): Promise<string> {
  return `${process.pid} ${(await birthOf(process.pid))?.startedAt ?? ''}`;
}

/** Whether the process that called itself so runs. A number without a beginning is believed as it is. */
export async function lives(name: string): Promise<boolean> {
  const [number = '', startedAt = ''] = name.trim().split(' ');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || !(await isAlive(pid))) return false;
  const born = await birthOf(pid);
  return born === null || startedAt === '' || born.startedAt === startedAt;
}

/** State and start time of a process where /proc tells them; null elsewhere. */
async function birthOf(pid: number): Promise<{ readonly state: string; readonly startedAt: string } | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets and may hold anything; the fixed fields come after it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return null;
  }
}
