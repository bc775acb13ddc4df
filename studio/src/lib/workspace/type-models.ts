// Types as the browser runs them: the files come from the server, the engine compiles them here, once a release.
import type { TypeAnswer } from '#api';
import type * as Engine from '#engine';
import type { ApiClient } from '#lib/api/client.ts';
import { locale } from '#lib/i18n/locale.svelte.ts';
import { validatorFactory } from '#lib/validation.ts';
import type * as DecidingFormEngine from './deciding-form-engine.ts';
import type * as FormEngine from './form-engine.ts';

/** A type with everything the form needs to draw it and to compute it. */
export interface TypeModel {
  readonly engine: typeof FormEngine;
  /** What tells where filled values came from; null where no field asks a decision. */
  readonly deciding: typeof DecidingFormEngine | null;
  readonly model: Engine.Model;
  readonly validators: Engine.Validators;
  readonly type: Engine.RecordType;
  readonly release: number;
  readonly settings: TypeAnswer['settings'];
  readonly language: string;
}

/** Compiled types, kept as long as release and language stay. */
export class TypeModels {
  readonly #api: ApiClient;
  readonly #kept = new Map<string, Promise<TypeModel>>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  clear(): void {
    this.#kept.clear();
  }

  /**
   * @param key      type key
   * @param release  hash of the current release: a new one compiles anew
   * @throws ApiProblem when the type may not be seen; Fault when its definitions do not fit together
   */
  get(key: string, release: string): Promise<TypeModel> {
    const name = `${release} ${locale.language} ${key}`;
    let made = this.#kept.get(name);
    if (!made) {
      made = this.#compile(key);
      this.#kept.set(name, made);
      made.catch(() => this.#kept.delete(name));
    }
    return made;
  }

  async #compile(key: string): Promise<TypeModel> {
    const language = locale.language;
    const [plain, answer] = await Promise.all([
      import('./form-engine.ts'),
      this.#api.get<TypeAnswer>(`/model/types/${encodeURIComponent(key)}`),
    ]);
    const decides = Object.keys(answer.files).some((path) => path.startsWith('decisions/'));
    const deciding = decides ? await import('./deciding-form-engine.ts') : null;
    const engine = deciding ?? plain;
    const model = engine.loadModel({ files: answer.files }, answer.trees);
    const type = model.types.get(key);
    if (!type) throw new Error(`The type ${key} did not arrive.`);
    const validators = engine.makeValidators(model, validatorFactory);
    const { release, settings } = answer;
    return { engine, deciding, model, validators, type, release, settings, language };
  }
}
