/** An object that came over the wire. Its fields are checked where they are used. */
export type Answer = Readonly<Record<string, unknown>>;

/** A field that is text. */
export function textIn(from: unknown, key: string): string | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A field that is a number. */
export function numberIn(from: unknown, key: string): number | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** A field that is an object. */
export function objectIn(from: unknown, key: string): Answer | undefined {
  const value = isObject(from) ? from[key] : undefined;
  return isObject(value) ? value : undefined;
}

/** A field that is a list; empty where there is none. */
export function listIn(from: unknown, key: string): readonly unknown[] {
  const value = isObject(from) ? from[key] : undefined;
  return Array.isArray(value) ? value : [];
}

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
