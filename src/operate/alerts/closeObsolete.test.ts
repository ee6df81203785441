import { join } from 'node:path';
import type { Address } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { foreignSubject } from '../../execute/transactions/foreignNonce.js';
import { signerSubject } from '../../execute/transactions/policy/policedSigner.js';
import { type AlertCode, alertKinds } from '../../model/alert.js';
import { unixMillis } from '../../model/units.js';
import { chainSubject, endpointSubject } from '../../observe/endpoints/endpointAlerts.js';
import { createAlarms } from '../../record/alarms.js';
import { openLedger } from '../../record/ledger.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { insertTradingState } from '../../record/statements/runs.js';
import { temporaryFolder } from '../../record/testing/sample.js';
import { gasSubject } from '../../tick/gasWatch.js';
import { looseSubject } from '../../tick/looseNow.js';
import { driftSubjectsOf } from '../../tick/marginWatch.js';
import { type CloseObsoleteOptions, closeObsolete } from './closeObsolete.js';

type Options = Pick<CloseObsoleteOptions, 'settings' | 'parts' | 'strategies'>;

const at = unixMillis(Date.UTC(2026, 5, 1));
const log = { debug() {}, info() {}, warn() {}, error() {} };

const account: Address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const other: Address = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';
const book = (name: string, mode: 'live' | 'shadow' = 'shadow') =>
  ({ name, mode, chain: 'arbitrum', account }) as const;

const settingsWith = (some: object): Options['settings'] =>
  ({ chains: { arbitrum: { id: 42_161 }, base: { id: 8453 } }, ...some }) as unknown as Options['settings'];
const keptSettings = settingsWith({ backup: { to: '/backups' }, alerts: { sinks: [{ name: 'phone' }] } });

/** What an earlier run has left of two books, on two chains each, and of the house; the ledger lies in `folder`. */
const left = (folder: string): readonly [AlertCode, string][] => [
  ['BACKUP_FAILED', '/old/backups'],
  ['BACKUP_FAILED', '/backups'],
  ['ALERT_SINK_DOWN', 'phone'],
  ['ALERT_SINK_DOWN', 'old phone'],
  ['OPERATOR_SIDE_FAILED', 'telegram'],
  ['OPERATOR_SIDE_FAILED', 'console'],
  ['OPERATOR_SIDE_FAILED', 'operator side'],
  ['DISK_LOW', '/old'],
  ['DISK_LOW', folder],
  ['AUDIT_BROKEN', '/old/ballast.db'],
  ['AUDIT_BROKEN', join(folder, 'ballast.db')],
  ['AUDIT_UNSIGNED', '/old/ballast.db'],
  ...(['ENDPOINT_SILENT', 'ENDPOINT_STALE', 'ENDPOINT_LYING', 'ENDPOINT_WRONG_CHAIN'] as const).flatMap(
    (code): [AlertCode, string][] => [
      [code, endpointSubject('node.example', 42_161)],
      [code, endpointSubject('node.example', 8453)],
    ],
  ),
  ...(['CHAIN_SILENT', 'HEAD_OLD'] as const).flatMap((code): [AlertCode, string][] => [
    [code, chainSubject(42_161)],
    [code, chainSubject(8453)],
  ]),
  ...[account, other].flatMap((one): [AlertCode, string][] => [
    ['SIGNER_FAILED', signerSubject(one, 42_161)],
    ['SIGNATURE_REFUSED', signerSubject(one, 42_161)],
    ['MARGIN_DRIFT', `${driftSubjectsOf(one, 42_161)}gmx-v2 USDC`],
    ['GAS_LOW', gasSubject(one, 'arbitrum')],
  ]),
  ['GAS_LOW', gasSubject(account, 'base')],
  ...['eth-book', 'eth-book-2'].flatMap((name): [AlertCode, string][] => [
    ['HEALTH_LOW', `${name} gmx-v2 USDC`],
    ['HEALTH_URGENT', `${name} gmx-v2 USDC`],
    ['VENUE_UNREAD', `${name} gmx-v2`],
    ['RESCUE_FAILED', `${name} gmx-v2 USDC, topUp gmx-v2 *`],
    ['RESCUE_FAILED', `${name}@base aave-v3 account, deleverage aave-v3 *`],
    ['RISK_UNTOLD', name],
    ['PNL_UNEXPLAINED', name],
    ['RELOAD_REFUSED', name],
  ]),
];

/** Of whatever is not kept: a person, or what becomes of money, ends them. */
const standing: readonly [AlertCode, string][] = [
  ['NONCE_FOREIGN', foreignSubject({ account: other, chainId: 42_161 })],
  ['POSITION_BREAK', 'break-1'],
  ['LEGS_APART', 'list-1'],
  ['LOOSE_COLLATERAL', looseSubject(other, 42_161, 'order-1')],
  ['ATTEMPT_UNKNOWN', 'attempt-1'],
  ['TRANSACTION_STUCK', 'attempt-1'],
  ['ORDER_UNKNOWN', 'order-1'],
  ['ORDER_STALLED', 'order-2'],
  ['BLOCK_STUCK', 'block-1'],
  ['REVIEW_WAITING', 'review-1'],
  ['TRADING_HALTED', 'trading'],
  ['KEEPER_DIED', 'keeper'],
  ['KEEPER_UNSTEADY', 'keeper'],
];

const said = ([code, subject]: readonly [string, string]): string => `${code} ${subject}`;

async function setUp(alerts: (folder: string) => readonly [AlertCode, string][]) {
  const folder = temporaryFolder(onTestFinished);
  const ledger = openLedger({ file: join(folder, 'ballast.db') });
  onTestFinished(() => ledger.close());
  const raised = alerts(folder);
  await ledger.commit(raised.map(([code, subject]) => raiseAlert({ code, subject, text: 'of an earlier run', at })));
  /** What is still open once a daemon with these settings has started, without the folder. */
  const openAfter = async (options: Options) => {
    await closeObsolete({ ledger, alarms: createAlarms({ ledger, now: () => at, log }), ...options });
    return (await openAlerts(ledger)).map(({ code, subject }) => said([code, subject]).replace(folder, '.')).sort();
  };
  return { ledger, openAfter };
}

test('default: what is still there stays open, until it is well', async () => {
  const { openAfter } = await setUp(left);
  expect(
    await openAfter({
      settings: keptSettings,
      ...{ parts: [{ name: 'console' }, { name: 'backup' }], strategies: [book('eth-book', 'live')] },
    }),
  ).toEqual([
    'ALERT_SINK_DOWN phone',
    'AUDIT_BROKEN ./ballast.db',
    'BACKUP_FAILED /backups',
    'CHAIN_SILENT chain 42161',
    'DISK_LOW .',
    'ENDPOINT_LYING node.example, chain 42161',
    'ENDPOINT_SILENT node.example, chain 42161',
    'ENDPOINT_STALE node.example, chain 42161',
    'ENDPOINT_WRONG_CHAIN node.example, chain 42161',
    `GAS_LOW ${account} on arbitrum`,
    'HEAD_OLD chain 42161',
    'HEALTH_LOW eth-book gmx-v2 USDC',
    'HEALTH_URGENT eth-book gmx-v2 USDC',
    `MARGIN_DRIFT ${account} on 42161: gmx-v2 USDC`,
    'OPERATOR_SIDE_FAILED console',
    'OPERATOR_SIDE_FAILED operator side',
    'PNL_UNEXPLAINED eth-book',
    'RELOAD_REFUSED eth-book',
    'RESCUE_FAILED eth-book gmx-v2 USDC, topUp gmx-v2 *',
    'RISK_UNTOLD eth-book',
    `SIGNATURE_REFUSED ${account} on chain 42161`,
    `SIGNER_FAILED ${account} on chain 42161`,
    'VENUE_UNREAD eth-book gmx-v2',
  ]);
});

test('behavior: where nothing of it is asked for any more, all of it is over', async () => {
  const { openAfter } = await setUp(left);
  const settings = settingsWith({});
  const strategy = {
    ...book('eth-book-2'),
    chain: 'base',
    account: other,
    elsewhere: [{ chain: 'arbitrum', account }],
  };
  expect(await openAfter({ settings, parts: [], strategies: [strategy] })).toEqual([
    'AUDIT_BROKEN ./ballast.db',
    ...['CHAIN_SILENT chain 42161', 'CHAIN_SILENT chain 8453', 'DISK_LOW .'],
    ...['LYING', 'SILENT', 'STALE', 'WRONG_CHAIN'].flatMap((code) => [
      `ENDPOINT_${code} node.example, chain 42161`,
      `ENDPOINT_${code} node.example, chain 8453`,
    ]),
    ...['HEAD_OLD chain 42161', 'HEAD_OLD chain 8453'],
    'HEALTH_LOW eth-book-2 gmx-v2 USDC',
    'HEALTH_URGENT eth-book-2 gmx-v2 USDC',
    `MARGIN_DRIFT ${account} on 42161: gmx-v2 USDC`,
    'PNL_UNEXPLAINED eth-book-2',
    'RELOAD_REFUSED eth-book-2',
    'RESCUE_FAILED eth-book-2 gmx-v2 USDC, topUp gmx-v2 *',
    'RISK_UNTOLD eth-book-2',
    'VENUE_UNREAD eth-book-2 gmx-v2',
  ]);
  const over = await openAfter({ settings, parts: [], strategies: [] });
  expect(over).toEqual(['AUDIT_BROKEN ./ballast.db', 'DISK_LOW .']);
});

test('behavior: a book on a further chain is kept as long as its strategy has that chain', async () => {
  const { openAfter } = await setUp(left);
  const strategy = { ...book('eth-book', 'live'), elsewhere: [{ chain: 'base', account }] };
  expect(await openAfter({ settings: keptSettings, parts: [], strategies: [strategy] })).toEqual(
    expect.arrayContaining([
      'RESCUE_FAILED eth-book@base aave-v3 account, deleverage aave-v3 *',
      `GAS_LOW ${account} on base`,
      'ENDPOINT_LYING node.example, chain 8453',
    ]),
  );
});

test('invariant: what only a person ends, or what becomes of money, is never over because it is not kept', async () => {
  const { openAfter } = await setUp(() => standing);
  const open = await openAfter({ settings: settingsWith({}), parts: [], strategies: [] });
  expect(open).toEqual(standing.map(said).sort());
  const all = new Set([...left('.'), ...standing].map(([code]) => code));
  expect(all).toEqual(new Set(Object.keys(alertKinds)));
});

test('behavior: a foreign nonce of an account that is not kept is over once the operator has said that it was them', async () => {
  const { ledger, openAfter } = await setUp(() => [
    ['NONCE_FOREIGN', foreignSubject({ account, chainId: 42_161 })],
    ['NONCE_FOREIGN', foreignSubject({ account: other, chainId: 42_161 })],
  ]);
  const keep = { settings: settingsWith({}), parts: [], strategies: [book('eth-book', 'live')] };
  const change = (state: 'active' | 'reducing', ms: number) =>
    ledger.commit(insertTradingState({ state, reason: '', author: 'ann', at: unixMillis(at + ms) }));
  await change('active', -1);
  expect(await openAfter(keep)).toHaveLength(2);
  await change('reducing', 1);
  expect(await openAfter(keep)).toHaveLength(2);
  await change('active', 2);
  expect(await openAfter(keep)).toEqual([`NONCE_FOREIGN ${account} on chain 42161`]);
});

test('edge: what another version has opened stays as it is', async () => {
  const { openAfter } = await setUp(() => [['OF_TOMORROW' as AlertCode, 'x']]);
  expect(await openAfter({ settings: settingsWith({}), parts: [], strategies: [] })).toEqual(['OF_TOMORROW x']);
});
