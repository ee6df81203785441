import { z } from 'zod';
import type { Path } from './problem.js';

/** As much of JSON Schema as zod makes of our fields. */
export interface JsonSchema {
  description?: string;
  examples?: readonly unknown[];
  default?: unknown;
  type?: string | readonly string[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  enum?: readonly unknown[];
  const?: unknown;
}

/** The schema of what an operator may write, before it is parsed. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  stated(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as JsonSchema;

/**
 * zod drops `examples` of whatever it transforms, as they might be of the result; ours are of what is written, and
 * travel as `written` (and `writtenAs`, a pattern) until here.
 */
function stated(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(stated);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { written, writtenAs, ...rest } = schema as Record<string, unknown>;
  const clean = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, stated(value)]));
  return {
    ...clean,
    ...(writtenAs === undefined ? {} : { type: 'string', pattern: `${writtenAs}|\\$\\{` }),
    ...(written === undefined ? {} : { examples: written }),
  };
}

/** The part of a schema that a path leads to; null when nothing may stand there. */
export function partAt(schema: JsonSchema, path: Path): JsonSchema | null {
  let part = schema;
  for (const key of path) {
    const next = partsOf(part, key);
    if (!next) return null;
    part = next;
  }
  return part;
}

function partsOf(schema: JsonSchema, key: string | number): JsonSchema | null {
  for (const option of [schema, ...(schema.anyOf ?? [])]) {
    const { properties, items, additionalProperties } = option;
    if (typeof key === 'number' && items) return items;
    const property = Object.hasOwn(properties ?? {}, key) ? properties?.[key] : undefined;
    if (property) return property;
    if (typeof additionalProperties === 'object') return additionalProperties;
  }
  return null;
}
