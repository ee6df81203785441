import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strategyJsonSchema } from '../config/strategy/schema.js';
import { manPage } from '../operate/cli/manPage.js';
import { createProgram } from '../operate/cli/program.js';
import { verbTree } from '../operate/cli/verbTree.js';
import { venueKinds } from '../venues/venues.js';
import { alertsPage } from './alertsPage.js';
import { checksPage } from './checksPage.js';
import { errorsPage } from './errorsPage.js';
import { gmxPage } from './gmxPage.js';
import { httpApiPage, openApiText } from './httpApiPage.js';
import { journalPage } from './journalPage.js';
import { metricsPage } from './metricsPage.js';
import { ordersPage } from './ordersPage.js';
import { prometheusPage } from './prometheusPage.js';
import { runbookPage } from './runbookPage.js';
import { strategyPage } from './strategyPage.js';
import { telegramPage } from './telegramPage.js';

/** Every file that is made from code, with the text it must have. @param root The repository. */
export async function pagesOf(root: string): Promise<{ file: string; text: string }[]> {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  return [
    { file: 'docs/alerts.md', text: alertsPage() },
    { file: 'docs/checks.md', text: checksPage() },
    { file: 'docs/errors.md', text: errorsPage() },
    { file: 'docs/gmx-v2.md', text: gmxPage() },
    { file: 'docs/http-api.md', text: await httpApiPage() },
    { file: 'docs/openapi.json', text: await openApiText() },
    { file: 'docs/man/ballast.1', text: manPage(verbTree(createProgram())) },
    { file: 'docs/metrics.md', text: metricsPage() },
    { file: 'docs/orders.md', text: ordersPage() },
    { file: 'docs/prometheus.md', text: prometheusPage() },
    { file: 'docs/runbook.md', text: runbookPage() },
    { file: 'docs/telegram.md', text: telegramPage() },
    { file: 'docs/transactions.md', text: journalPage() },
    {
      file: 'docs/strategy.md',
      text: strategyPage(
        { strategy: read('strategies/guarded-perp.yaml'), settings: read('ballast.example.yaml') },
        venueKinds,
      ),
    },
    { file: 'strategies/strategy.schema.json', text: `${JSON.stringify(strategyJsonSchema(), null, 2)}\n` },
  ];
}
