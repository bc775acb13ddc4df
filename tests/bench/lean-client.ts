// HTTP with as little of its own cost as Node allows: the client shares the processors with what it measures.
import { Agent, request } from 'node:http';

export interface LeanClient {
  /** @returns the body; @throws Error when the status is another */
  call<T>(method: string, path: string, body: unknown, status: number): Promise<T>;
  close(): void;
}

/** @param extra  headers that every request carries */
export function leanClient(
  url: string,
  cookie: string,
  extra: Readonly<Record<string, string>> = {},
): LeanClient {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const { hostname, port } = new URL(url);
  return {
    call: <T>(method: string, path: string, body: unknown, status: number) =>
      new Promise<T>((resolve, reject) => {
        const text = body === undefined ? '' : JSON.stringify(body);
        const headers = {
          ...extra,
          cookie,
          origin: url,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        };
        const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const answer = Buffer.concat(chunks).toString();
            if (response.statusCode === status) resolve(JSON.parse(answer) as T);
            else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${answer}`));
          });
        });
        sent.on('error', reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}
