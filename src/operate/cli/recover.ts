import { existsSync } from 'node:fs';
import { loadConfig } from '../../config/loadConfig.js';
import type { Judgement } from '../../execute/transactions/judge.js';
import { BallastError } from '../../model/error.js';
import { shortId } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import { LedgerOutdated } from '../../record/errors.js';
import { type Ledger, openLedger } from '../../record/ledger.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { daemonOf } from '../daemonLock.js';
import { keptElsewhere } from '../daemonOwner.js';
import { type AttemptPreview, type BookPreview, type OrderPreview, previewStart } from '../previewStart.js';
import { integer } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import { ledgerFile } from './openLedgerFor.js';
import { paintStatus } from './orderLines.js';
import type { Answer } from './output.js';
import { bold, dim, green, red, table, yellow } from './table.js';

export interface RecoverOptions {
  settings: string;
  db?: string;
  dryRun?: boolean;
}

/**
 * What `ballast run` would do first with what an earlier run has left open. Writes nothing, sends nothing and needs no key; it
 * may be asked while a daemon runs.
 * @throws ConfigError; LedgerError; BallastError without `dryRun`: recovering is what a start does
 */
export async function recover(
  strategyFiles: readonly string[],
  { settings, db, dryRun = false }: RecoverOptions,
): Promise<Answer> {
  if (!dryRun) {
    throw new BallastError('`ballast run` recovers by itself whenever it starts: there is nothing to be done by hand', {
      mend: 'ballast recover --dry-run STRATEGY… tells what it would do',
    });
  }
  const config = loadConfig({ settingsFile: settings, strategyFiles, env: process.env, needsKeys: false });
  const file = await ledgerFile({ settings, ...(db === undefined ? {} : { db }) });
  if (!existsSync(file)) return nothingThere(file, 'there is none: a start makes it', 'missing');
  const ledger = openToRead(file);
  if (!ledger) return nothingThere(file, 'an older ballast wrote it: a start brings it up to date first', 'outdated');
  try {
    const now = unixMillis(Date.now());
    const [trading, books] = [await currentTradingState(ledger), await previewStart(config, ledger, now)];
    const keeper = await keeperOf(ledger, now);
    const refused = keeper === null ? green('nobody keeps it') : yellow(`${keeper} keeps it: a start is refused`);
    const head = `ledger   ${file}: ${refused}\ntrading  ${trading.state}${trading.reason ? dim(`  ${trading.reason}`) : ''}`;
    return {
      json: { ledger: { file, state: 'ready', keptBy: keeper }, trading: trading.state, books },
      text: [head, ...books.map(bookText), dim('nothing was written, and nothing sent')].join('\n\n'),
    };
  } finally {
    ledger.close();
  }
}

const nothingThere = (file: string, what: string, state: 'missing' | 'outdated'): Answer => ({
  json: { ledger: { file, state, keptBy: null }, trading: null, books: [] },
  text: `ledger   ${file}: ${what}\n\nmore cannot be told before that`,
});

/** undefined: it must be brought up to date first. @throws LedgerError */
function openToRead(file: string): Ledger | undefined {
  try {
    return openLedger({ file, readonly: true });
  } catch (error) {
    if (error instanceof LedgerOutdated) return undefined;
    throw error;
  }
}

async function keeperOf(ledger: Ledger, now: ReturnType<typeof unixMillis>): Promise<string | null> {
  const pid = daemonOf(ledger.file);
  if (pid !== null) return `process ${pid}`;
  return (await keptElsewhere(ledger, now))?.owner ?? null;
}

function bookText({ strategy, mode, account, chain, asked, problems, attempts, orders }: BookPreview): string {
  const from = asked ? dim(`as of block ${integer(asked.block)} by ${asked.endpoint}`) : '';
  const silent = mode === 'live' && !asked ? red('the chain cannot be asked: a start waits until it can') : '';
  const parts = [
    `${bold(strategy)}  ${mode}  ${account} on ${chain}  ${from}${silent}`.trimEnd(),
    ...problems.map((problem) => red(problem)),
    ...(attempts.length > 0 ? [attemptsText(attempts)] : []),
    ...(orders.length > 0 ? [ordersText(orders)] : []),
  ];
  if (attempts.length + orders.length === 0) parts.push(green('nothing is open: a start has nothing to recover'));
  return parts.join('\n');
}

const attemptsText = (attempts: readonly AttemptPreview[]): string =>
  table(attempts, [
    { title: 'nonce', align: 'right', cell: ({ attempt }) => String(attempt.nonce) },
    {
      title: 'transaction',
      cell: ({ attempt }) => `${attempt.hash}${attempt.cancels ? ' (takes the nonce back)' : ''}`,
    },
    { title: 'order', cell: ({ attempt }) => shortId(attempt.order) },
    { title: 'in the ledger', cell: ({ attempt }) => attempt.state },
    {
      title: 'in truth',
      cell: ({ becomes, text }) => (becomes === null ? '?' : text ? `${becomes}: ${text}` : becomes),
    },
    { title: 'a start would', cell: ({ act }) => (act === null ? '?' : actWords[act]) },
  ]);

const actWords: Readonly<Record<Judgement['act'], string>> = {
  nothing: 'send nothing',
  resend: 'send the same bytes again',
  replace: 'send it again at higher fees',
  cancel: 'take the nonce back',
};

const ordersText = (orders: readonly OrderPreview[]): string =>
  table(orders, [
    { title: 'order', cell: ({ order }) => shortId(order.id) },
    { title: 'what', cell: ({ order }) => termsText(order.terms) },
    { title: 'in the ledger', cell: ({ order }) => paintStatus(order.status, order.status) },
    { title: 'would be', cell: ({ becomes }) => (becomes === null ? 'found out' : paintStatus(becomes, becomes)) },
    { title: 'because', cell: ({ text }) => text },
  ]);
