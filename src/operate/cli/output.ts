/** What a reading verb found: for programs with `--json`, for people without. */
export interface Answer {
  json: unknown;
  text: string;
}

/** `--json` gives one JSON value: bigints as decimal strings, what has no bound as null. */
export function show(answer: Answer, options: { json?: boolean }): void {
  process.stdout.write(`${options.json ? toJson(answer.json) : answer.text}\n`);
}

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 2);
