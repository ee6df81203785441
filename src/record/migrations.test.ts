import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';

/** All that the files of the folder export, so that no table is left out. */
async function describedTables(): Promise<Record<string, unknown>> {
  const folder = new URL('./tables/', import.meta.url);
  const modules = await Promise.all(readdirSync(folder).map((file) => import(new URL(file, folder).href)));
  return Object.assign({}, ...modules);
}

test('invariant: the migrations make the tables as they are described', async () => {
  const folder = fileURLToPath(new URL('./migrations/meta', import.meta.url));
  const newest = readdirSync(folder)
    .filter((file) => file.endsWith('_snapshot.json'))
    .sort()
    .at(-1);
  const migrated = JSON.parse(readFileSync(`${folder}/${newest}`, 'utf8'));
  const described = await generateSQLiteDrizzleJson(await describedTables(), migrated.id, 'snake_case');
  // Not empty? `npx drizzle-kit generate --name what_changes`
  expect(await generateSQLiteMigration(migrated, described)).toEqual([]);
});
