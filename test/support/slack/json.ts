/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** The field as text, or nothing if it is not text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The field as an object; an empty one if it is not an object. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The field as a list; an empty one if it is not a list. */
export function listOf(value: unknown): readonly Json[] {
  return isList(value) ? value : [];
}

/** A copy that shares nothing with the original, without what is undefined: what a trip over the wire leaves. */
export function overTheWire<T extends object>(value: T): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject; // an object's JSON text is an object
}
