import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AlertCode } from '../../model/alert.js';
import { unixMillis } from '../../model/units.js';
import { createAlarms } from '../../record/alarms.js';
import { openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { type CloseObsoleteOptions, closeObsolete } from './closeObsolete.js';

const at = unixMillis(Date.UTC(2026, 5, 1));
const log = { debug() {}, info() {}, warn() {}, error() {} };

const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const book = (name: string, mode: 'live' | 'shadow' = 'shadow') =>
  ({ name, mode, chain: 'arbitrum', account }) as const;

/** Of which only the first is asked of anything. */
const chains = {
  arbitrum: { id: 42_161 },
  optimism: { id: 10 },
} as unknown as CloseObsoleteOptions['settings']['chains'];

const left: readonly [AlertCode, string][] = [
  ['BACKUP_FAILED', '/old/backups'],
  ['BACKUP_FAILED', '/backups'],
  ['OPERATOR_SIDE_FAILED', 'telegram'],
  ['OPERATOR_SIDE_FAILED', 'console'],
  ['OPERATOR_SIDE_FAILED', 'operator side'],
  ['HEALTH_LOW', 'eth-book gmx-v2 USDC'],
  ['HEALTH_LOW', 'eth-book-2 gmx-v2 USDC'],
  ['VENUE_UNREAD', 'eth-book gmx-v2'],
  ['VENUE_UNREAD', 'eth-book-2 gmx-v2'],
  ['POSITION_BREAK', 'eth-book-2'],
  ['RESCUE_FAILED', 'eth-book gmx-v2 USDC, topUp gmx-v2 *'],
  ['RESCUE_FAILED', 'eth-book-2@base aave-v3 account, deleverage aave-v3 *'],
  ['GAS_LOW', `${account} on arbitrum`],
  ['GAS_LOW', `${account} on base`],
  ['DISK_LOW', '/old'],
  ['HEAD_OLD', 'chain 42161'],
  ['HEAD_OLD', 'chain 10'],
];

/** What is still open once a daemon with these settings has started. */
async function openAfter(options: Pick<CloseObsoleteOptions, 'settings' | 'parts' | 'strategies'>) {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ballast.db') });
  onTestFinished(() => ledger.close());
  await ledger.commit(left.map(([code, subject]) => raiseAlert({ code, subject, text: 'of an earlier run', at })));
  await closeObsolete({ ledger, alarms: createAlarms({ ledger, now: () => at, log }), ...options });
  return (await openAlerts(ledger)).map(({ code, subject }) => `${code} ${subject}`).sort();
}

test('default: what is still there stays open, until it is well', async () => {
  expect(
    await openAfter({
      settings: { backup: { to: '/backups' }, chains } as unknown as CloseObsoleteOptions['settings'],
      ...{ parts: [{ name: 'console' }, { name: 'backup' }], strategies: [book('eth-book', 'live')] },
    }),
  ).toEqual([
    'BACKUP_FAILED /backups',
    `GAS_LOW ${account} on arbitrum`,
    'HEAD_OLD chain 42161',
    'HEALTH_LOW eth-book gmx-v2 USDC',
    'OPERATOR_SIDE_FAILED console',
    'OPERATOR_SIDE_FAILED operator side',
    'POSITION_BREAK eth-book-2',
    'RESCUE_FAILED eth-book gmx-v2 USDC, topUp gmx-v2 *',
    'VENUE_UNREAD eth-book gmx-v2',
  ]);
});

test('behavior: where nothing of it is asked for any more, all of it is over', async () => {
  expect(await openAfter({ settings: { chains }, parts: [], strategies: [book('eth-book-2')] })).toEqual([
    'HEAD_OLD chain 42161',
    'HEALTH_LOW eth-book-2 gmx-v2 USDC',
    'POSITION_BREAK eth-book-2',
    'RESCUE_FAILED eth-book-2@base aave-v3 account, deleverage aave-v3 *',
    'VENUE_UNREAD eth-book-2 gmx-v2',
  ]);
});
