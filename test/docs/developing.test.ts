import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/developing.md'), 'utf8');

test('behavior: the page for who works on it has every folder of the sources, and every row of the bench', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((one) => one.isDirectory());
  const rows = readdirSync(join(root, 'bench/rows')).filter((file) => file !== 'series.ts' && file.endsWith('.ts'));
  const named = [...folders.map(({ name }) => `\n| \`${name}/\` |`), ...rows.map((file) => `\`${file}\``)];
  expect(named.filter((name) => !page.includes(name))).toEqual([]);
  // That one has a sentence of its own.
  expect(page).toContain('`npm run bench -- series`');
});

test('behavior: it says of every flag that keeps a process small what that buys', () => {
  const [first = ''] = readFileSync(join(root, 'src/operate/cli/main.ts'), 'utf8').split('\n');
  const running = readFileSync(join(root, 'src/operate/keepSmall.ts'), 'utf8');
  const flags = [...first.matchAll(/MALLOC_\S+|--\S+/g), ...running.matchAll(/(?<=')--[^']+(?=')/g)].map(
    ([flag]) => flag,
  );
  expect(flags.length).toBeGreaterThan(12);
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  expect(flags.filter((flag) => !rows.some((row) => row.startsWith(`| \`${flag}\``)))).toEqual([]);
});
