/** A document as parsed from JSON, of any version. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * One step that turns a document of version `from` into one of version `from + 1`. It sees files as people left them,
 * broken ones too: it moves what it recognises, leaves the rest to validation, and never throws.
 */
export interface Migration {
  readonly from: number;
  readonly apply: (document: JsonObject) => JsonObject;
}

/** All steps, oldest first. A change of the format adds a file `<from>-to-<to>.ts` here and raises `currentVersion`. */
export const migrations: readonly Migration[] = [];

export const currentVersion = 1;

/** Brings a document of an older version up to the current one, step by step. */
export function migrate(document: JsonObject, version: number, steps: readonly Migration[] = migrations): JsonObject {
  let migrated = document;
  for (const step of steps) if (step.from >= version) migrated = { ...step.apply(migrated), version: step.from + 1 };
  return migrated;
}
