import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Contests } from './contest.js';
import { measure } from './measure.js';
import { removeBuilt } from './nativeChild.js';
import { type Outcome, table } from './table.js';

// `npm run bench -- series` is short for `npm run bench -- --only series`.
const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const only = (values.only ?? positionals[0])?.toLowerCase();

const folder = new URL('./rows/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.js') && !name.endsWith('.test.js'))
  .sort();

const outcomes: Outcome[] = [];
for (const file of files) {
  const named = only !== undefined && file.toLowerCase().includes(only);
  const { contests }: { contests?: Contests } = await import(new URL(file, folder).href);
  if (contests === undefined) throw new Error(`bench/rows/${file} exports no contests`);
  for (const entry of await contests()) {
    if (only !== undefined && !named && !entry.title.toLowerCase().includes(only)) continue;
    const { contestants } = entry;
    const contest = { ...entry, contestants: typeof contestants === 'function' ? await contestants() : contestants };
    process.stderr.write(`${contest.title} …\n`);
    const measured = await measure(contest);
    outcomes.push({ contest, measured, lines: (await contest.lines?.()) ?? [] });
  }
}

await removeBuilt();

if (outcomes.length === 0) throw new Error(`no row has '${only}' in its name`);
const processors = cpus();
process.stdout.write(
  `\n${processors.length} x ${processors[0]?.model.trim()}, Node ${process.versions.node}; medians of interleaved repeats\n\n${table(outcomes)}\n`,
);
