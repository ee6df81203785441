import { defineConfig } from 'drizzle-kit';

// `npx drizzle-kit generate --name what_changes` after a change to a table; migrations are never edited once committed.
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/record/tables/*.ts',
  out: './src/record/migrations',
  casing: 'snake_case',
});
