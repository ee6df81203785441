import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import * as alerts from './tables/alerts.js';
import * as audit from './tables/audit.js';
import * as blocks from './tables/blocks.js';
import * as blockTimes from './tables/blockTimes.js';
import * as breaks from './tables/breaks.js';
import * as orders from './tables/orders.js';
import * as parentOrders from './tables/parentOrders.js';
import * as parts from './tables/parts.js';
import * as prices from './tables/prices.js';
import * as pulses from './tables/pulses.js';
import * as reviews from './tables/reviews.js';
import * as risk from './tables/risk.js';
import * as runs from './tables/runs.js';
import * as series from './tables/series.js';
import * as signatures from './tables/signatures.js';
import * as ticks from './tables/ticks.js';
import * as venueOrders from './tables/venueOrders.js';

test('invariant: the migrations make the tables as they are described', async () => {
  const folder = fileURLToPath(new URL('./migrations/meta', import.meta.url));
  const newest = readdirSync(folder)
    .filter((file) => file.endsWith('_snapshot.json'))
    .sort()
    .at(-1);
  const migrated = JSON.parse(readFileSync(`${folder}/${newest}`, 'utf8'));
  const described = await generateSQLiteDrizzleJson(
    {
      ...{ ...alerts, ...audit, ...blocks, ...blockTimes, ...breaks, ...orders, ...parentOrders, ...parts, ...prices },
      ...{ ...reviews, ...pulses, ...series, ...risk, ...signatures, ...runs, ...ticks, ...venueOrders },
    },
    migrated.id,
    'snake_case',
  );
  // Not empty? `npx drizzle-kit generate --name what_changes`
  expect(await generateSQLiteMigration(migrated, described)).toEqual([]);
});
