import type { JsonSchema } from '../config/jsonSchema.js';
import { code, table } from './markdown.js';

/** The fields of a map as a table; a map within it is shown by its own fields, `day.gas`, unless it may be left out whole. */
export const fieldTable = (schema: JsonSchema): string =>
  table(['key', 'default', 'what it is', 'for example'], rowsOf(schema, ''));

function rowsOf({ properties = {}, required = [] }: JsonSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([key, field]) => {
    const isThere = required.includes(key) || field.default !== undefined;
    if (field.properties && isThere) return rowsOf(field, `${prefix}${key}.`);
    const fallback = required.includes(key) ? '**required**' : defaultOf(field);
    const examples = (field.examples ?? []).map(inYaml).join(' or ');
    return [[code(prefix + key), fallback, field.description ?? '', examples]];
  });
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined) return '';
  if (typeof value === 'object' && Object.keys(value ?? {}).length === 0) return 'none';
  return inYaml(value);
}

/** A small value as one would write it on one line. */
const inYaml = (value: unknown): string => code(flow(value));

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(', ')} }`;
}
