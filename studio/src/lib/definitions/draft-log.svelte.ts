// The draft as the server keeps it: every change is a command in its log, in order, one at a time.
import type {
  DefinitionDraft,
  DraftCommand,
  DraftsAnswer,
  ReleaseFilesAnswer,
  ReleaseShape,
  ReleasesAnswer,
} from '#api';
import type { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';

export type Files = Readonly<Record<string, string>>;

export class DraftLog {
  readonly #api: ApiClient;
  #draft = $state.raw<Omit<DefinitionDraft, 'files'> | null>(null);
  #releases = $state.raw<readonly ReleaseShape[]>([]);
  #saving = $state(0);
  #savedAt = $state.raw<string | null>(null);
  #problem = $state('');
  /** Commands run one after the other: each needs the version that the one before has made. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  get draft(): Omit<DefinitionDraft, 'files'> | null {
    return this.#draft;
  }
  get releases(): readonly ReleaseShape[] {
    return this.#releases;
  }
  /** Number of the company's current release; 0 before it is known. */
  get current(): number {
    return this.#releases.find((release) => release.current)?.number ?? 0;
  }
  get saving(): boolean {
    return this.#saving > 0;
  }
  get savedAt(): string | null {
    return this.#savedAt;
  }
  /** Why the last change could not be kept, or ''. */
  get problem(): string {
    return this.#problem;
  }
  /** Another release was published after this draft began. */
  get overtaken(): boolean {
    return this.#draft !== null && this.current > 0 && this.#draft.base !== this.current;
  }

  /** The draft last worked on, or the files of the current release when there is none. */
  async open(): Promise<Files> {
    const [drafts, releases] = await Promise.all([
      this.#api.get<DraftsAnswer>('/definitions/drafts'),
      this.#api.get<ReleasesAnswer>('/definitions/releases'),
    ]);
    this.#releases = releases.items;
    const [last] = drafts.items;
    if (last) return this.#take(last);
    this.#draft = null;
    this.#savedAt = null;
    return this.releaseFiles(this.current);
  }

  async releaseFiles(number: number): Promise<Files> {
    return (await this.#api.get<ReleaseFilesAnswer>(`/definitions/releases/${number}`)).files;
  }

  /** Writes one command. The draft itself begins with the first one. */
  send(command: DraftCommand): Promise<Files | null> {
    return this.#inTurn(async () => {
      if (!this.#draft) this.#take(await this.#api.post<DefinitionDraft>('/definitions/drafts', {}));
      const draft = this.#draft;
      if (!draft) return null;
      return this.#take(
        await this.#api.patch<DefinitionDraft>(`/definitions/drafts/${draft.id}/files`, command, {
          version: draft.version,
        }),
      );
    });
  }

  /** A draft with the files of an earlier release: publishing it takes that release back into force. */
  async startFrom(release: number): Promise<Files | null> {
    return this.#inTurn(async () => {
      if (this.#draft) await this.#api.delete(`/definitions/drafts/${this.#draft.id}`);
      return this.#take(await this.#api.post<DefinitionDraft>('/definitions/drafts', { release }));
    });
  }

  /** Throws the draft away. */
  async discard(): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#draft) await this.#api.delete(`/definitions/drafts/${this.#draft.id}`);
      this.#draft = null;
    });
  }

  /** Waits until everything sent is written. */
  async settled(): Promise<void> {
    await this.#queue;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T | null> {
    this.#saving += 1;
    const done = this.#queue.then(async () => {
      try {
        const result = await work();
        this.#problem = '';
        return result;
      } catch (problem) {
        if (!(problem instanceof ApiProblem)) throw problem;
        this.#problem = problem.sentence;
        return null;
      } finally {
        this.#saving -= 1;
      }
    });
    this.#queue = done.catch(() => null);
    return done;
  }

  #take({ files, ...draft }: DefinitionDraft): Files {
    this.#draft = draft;
    this.#savedAt = draft.updatedAt;
    return files;
  }
}
