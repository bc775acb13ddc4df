// The flow of one document, read when it is first shown.
import type { FlowAnswer } from '#api';
import type { ApiClient } from '#lib/api/client.ts';
import { ApiProblem } from '#lib/api/problem.ts';

export class FlowState {
  readonly #api: ApiClient;
  #answer = $state.raw<FlowAnswer | null>(null);
  #problem = $state('');

  constructor(api: ApiClient) {
    this.#api = api;
  }

  get answer(): FlowAnswer | null {
    return this.#answer;
  }

  get problem(): string {
    return this.#problem;
  }

  async read(type: string, id: string): Promise<void> {
    this.#problem = '';
    try {
      this.#answer = await this.#api.get<FlowAnswer>(
        `/records/${encodeURIComponent(type)}/${encodeURIComponent(id)}/flow`,
      );
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#problem = problem.sentence;
    }
  }
}
