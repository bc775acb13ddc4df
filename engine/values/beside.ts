// What is worked out of an object, kept with the object itself.

/** Hands back what it is given, so that the private field of a class that extends it lands there. */
class Host {
  constructor(object: object) {
    return object;
  }
}

/** Values that stand beside objects: unseen by whoever walks, copies or compares them, and gone when they are. */
export interface Beside<K extends object, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

/**
 * For objects that live as long as a decision. A WeakMap does the same for those that stay, but what it holds of young
 * ones outlives every minor collection: it costs fifty times as much, and the heap fills with decisions long made.
 */
export function beside<K extends object, V>(): Beside<K, V> {
  class Keeper extends Host {
    #value: V;

    constructor(key: K, value: V) {
      super(key);
      this.#value = value;
    }

    static get(key: K): V | undefined {
      return #value in key ? key.#value : undefined;
    }

    static set(key: K, value: V): void {
      if (#value in key) key.#value = value;
      else new Keeper(key, value);
    }
  }
  return Keeper;
}
