import type { z } from 'zod';
import { type JsonSchema, jsonSchemaOf, partAt } from './jsonSchema.js';
import { type Path, type Problem, pathText } from './problem.js';
import { didYouMean, suggestion } from './suggestion.js';
import type { ProblemOptions, YamlFile } from './yamlFile.js';

/** A file being checked: problems are gathered, never thrown, so that one report has them all. */
export interface Check {
  yaml: YamlFile;
  /** Where the keys of such a file are explained. */
  reference: string;
  /** Keys that are there after all, mistyped: not reported as missing too. */
  mistyped: Set<string>;
  report(path: Path, message: string, mend: string, options?: ProblemOptions): void;
}

export function createCheck(yaml: YamlFile, reference: string, problems: Problem[]): Check {
  return {
    yaml,
    reference,
    mistyped: new Set(),
    report: (path, message, mend, options) => problems.push(yaml.problem(path, message, mend, options)),
  };
}

/** As `check`, but what it was told already it does not report again. */
export function reportedOnce(check: Check): Check {
  const told = new Set<string>();
  return {
    ...check,
    report(path, message, ...rest) {
      const key = `${pathText(path)}: ${message}`;
      if (told.has(key)) return;
      told.add(key);
      check.report(path, message, ...rest);
    },
  };
}

export type Fields<Shape extends z.ZodRawShape> = { [Key in keyof Shape]?: Exclude<z.output<Shape[Key]>, undefined> };

/**
 * Reads a map field by field, so that one wrong field does not hide what the others say. Unknown keys, missing ones and
 * wrong values are reported; what is left out of the answer was wrong.
 */
export function readFields<Shape extends z.ZodRawShape>(
  check: Check,
  path: Path,
  given: unknown,
  shape: Shape,
): Fields<Shape> {
  const fields: Record<string, unknown> = {};
  const map = readMap(check, path, given);
  if (!map) return {};
  reportUnknownKeys(check, path, Object.keys(map), Object.keys(shape));
  for (const [key, schema] of Object.entries(shape)) {
    const found = readValue(check, [...path, key], map[key], schema as z.ZodType);
    if (found && found.value !== undefined) fields[key] = found.value;
  }
  return fields as Fields<Shape>;
}

/** One value by its schema; null when it was wrong, which is then reported. */
export function readValue<Output>(
  check: Check,
  path: Path,
  given: unknown,
  schema: z.ZodType<Output>,
): { value: Output } | null {
  if (check.yaml.isBroken(path)) return null;
  const parsed = schema.safeParse(given === null ? undefined : given);
  if (parsed.success) return { value: parsed.data };
  const described = jsonSchemaOf(schema);
  for (const issue of parsed.error.issues.toSorted(strangersFirst)) reportIssue(check, path, given, described, issue);
  return null;
}

/** A map, or a report that it is none. */
export function readMap(check: Check, path: Path, given: unknown): Record<string, unknown> | null {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  if (check.yaml.isBroken(path)) return null;
  const what = given === undefined || given === null ? 'is empty' : 'is not a map';
  check.report(path, `${nameOf(path)} ${what}`, 'write `key: value` lines here');
  return null;
}

export function reportUnknownKeys(check: Check, path: Path, keys: readonly string[], known: readonly string[]): void {
  for (const key of keys) {
    if (known.includes(key)) continue;
    const left = known.filter((name) => !keys.includes(name));
    const near = suggestion(key, left);
    if (near !== null) check.mistyped.add(pathText([...path, near]));
    const mend = didYouMean(key, left.length > 0 ? left : known);
    check.report([...path, key], `unknown key \`${key}\``, mend, { atKey: true, hidden: true });
  }
}

const strangersFirst = (a: z.core.$ZodIssue, b: z.core.$ZodIssue): number =>
  Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys');

function reportIssue(check: Check, base: Path, given: unknown, schema: JsonSchema, issue: z.core.$ZodIssue): void {
  const inner = issue.path.filter((part) => typeof part !== 'symbol');
  const path = [...base, ...inner];
  const part = partAt(schema, inner);
  const value = valueAt(given, inner);
  if (check.yaml.isBroken(path)) return;
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(part?.properties ?? {});
    reportUnknownKeys(check, path, [...Object.keys(value ?? {})], known);
    return;
  }
  if (issue.code === 'invalid_key') {
    const [wrong] = issue.issues;
    const { mend } = (wrong?.code === 'custom' && wrong.params) || {};
    // What has a mend of its own says what it is about.
    if (wrong && typeof mend === 'string') check.report(path, wrong.message, mend, { atKey: true });
    else check.report(path, `${nameOf(path)}: ${(wrong ?? issue).message}`, `see ${check.reference}`, { atKey: true });
    return;
  }
  const meant =
    issue.code === 'invalid_union' ? issue.errors.find((branch) => !branch.some(isOfAnotherType)) : undefined;
  if (meant) {
    for (const { path: deeper, ...rest } of meant) {
      reportIssue(check, base, given, schema, { ...rest, path: [...issue.path, ...deeper] } as z.core.$ZodIssue);
    }
    return;
  }
  const mend = mendOf(part) ?? `see ${check.reference}`;
  if (value === undefined || value === null) {
    if (!check.mistyped.has(pathText(path))) check.report(path, `${nameOf(path)} is missing`, mend);
    return;
  }
  if (issue.code === 'custom') {
    const { mend: stated, column } = issue.params ?? {};
    const options = typeof column === 'number' ? { column } : {};
    check.report(path, issue.message, typeof stated === 'string' ? stated : mend, options);
    return;
  }
  if (issue.code === 'too_small' && Array.isArray(value)) {
    check.report(path, `${nameOf(path)} is empty`, mend);
    return;
  }
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    check.report(path, `\`${String(value)}\` is not a ${String(path.at(-1))}`, didYouMean(String(value), known));
    return;
  }
  check.report(path, `${nameOf(path)}: ${issue.message}`, mend);
}

/** Of the ways to write a value, not the one that was meant: a list where one word stands, and the other way about. */
const isOfAnotherType = ({ code, path }: z.core.$ZodIssue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_union');

function mendOf(part: JsonSchema | null): string | null {
  const said = part?.description;
  if (said === undefined) return null;
  const [example] = part?.examples ?? [];
  return example === undefined ? said : `${said}; for example ${shown(example)}`;
}

const shown = (example: unknown): string => (typeof example === 'string' ? `\`${example}\`` : JSON.stringify(example));

const nameOf = (path: Path): string => {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return typeof last === 'number' ? `item ${last + 1} of \`${String(path.at(-2) ?? '')}\`` : `\`${last}\``;
};

function valueAt(given: unknown, path: Path): unknown {
  let value = given;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}
