import { plainText } from '../plainText.js';

/** What a reading verb found: for programs with `--json`, for people without. */
export interface Answer {
  json: unknown;
  text: string;
}

/** What steers a terminal is written out. `--json` gives one JSON value: bigints as decimal strings, what has no bound as null. */
export function show(answer: Answer, options: { json?: boolean }): void {
  const text = options.json ? toJson(answer.json) : plainText(answer.text, process.stdout.isTTY === true);
  process.stdout.write(`${text}\n`);
}

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 2).replace(
    // JSON writes out the controls below a space by itself, and these are controls as well.
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
