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
