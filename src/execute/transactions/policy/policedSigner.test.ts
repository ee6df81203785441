import { join } from 'node:path';
import { keccak256, parseTransaction } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, onTestFinished, test } from 'vitest';
import type { KeyPolicy } from '../../../model/keyPolicy.js';
import type { Log } from '../../../model/log.js';
import { type UnixMillis, unixMillis, wei } from '../../../model/units.js';
import { createAlarms } from '../../../record/alarms.js';
import { openLedger } from '../../../record/ledger.js';
import { alertsSince, openAlerts } from '../../../record/queries/alerts.js';
import { listSignatures, signaturesOf } from '../../../record/queries/signatures.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { createSigner, type Signer, type UnsignedTransaction } from '../signer.js';
import { SignerError } from '../signerError.js';
import { createPolicedSigner } from './policedSigner.js';
import { SignatureRefused } from './signatureRefused.js';
import {
  account,
  chainId,
  deposit,
  perp,
  policyOf,
  reading,
  stranger,
  trade,
  unsigned,
  withdraw,
} from './testing/perpBook.js';

const privateKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
const key = createSigner(privateKey, { chainId });
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
const purpose = { order: 'an order', next: [], readings: [reading] };
const hour = 3_600_000;

/** A start: a policed signer on a ledger file. */
function start(
  options: { file?: string; policy?: KeyPolicy; signer?: Signer; clock?: { at: number }; log?: Log } = {},
) {
  const { file = join(temporaryFolder(onTestFinished), 'ballast.db'), policy = policyOf({}), signer = key } = options;
  const { clock = { at: 1_700_000_000_000 }, log = silent } = options;
  const now = (): UnixMillis => unixMillis(clock.at);
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  const alarms = createAlarms({ ledger, now, log });
  const policed = createPolicedSigner({
    ...{ signer, account, chainId, policy, venues: [perp], ledger, alarms, now, log },
  });
  const sign = (transaction: UnsignedTransaction) => policed.sign(transaction, purpose);
  return { file, ledger, sign, policed, clock };
}

const buy = (quantity: string, nonce: number) => unsigned(trade('Buy', quantity), { nonce });

test('default: what is allowed is signed as it is, and its row says what it does', async () => {
  const { sign, ledger } = start();
  const transaction = buy('2', 7);
  expect(await sign(transaction)).toEqual(await key.sign(transaction));
  const { to, data, value } = transaction;
  expect(await signaturesOf(ledger, 'an order')).toEqual([
    {
      ...{
        id: expect.any(String),
        holder: ledger.holder,
        order: 'an order',
        account,
        chainId,
        nonce: 7,
        to,
        data,
        value,
      },
      ...{ gasCost: 10n ** 16n, allowed: true, text: '', notional: 4_000, at: 1_700_000_000_000 },
      does: ['openPosition: buy 2 ETH, at most 1900.00 USD'],
    },
  ]);
  expect(await alertsSince(ledger, unixMillis(0))).toEqual([]);
});

test('behavior: what is refused is recorded and alerted, and the key is not used', async () => {
  const { sign, ledger } = start({ signer: { address: account, sign: () => expect.unreachable('the key was used') } });
  const refused = sign({ ...buy('2', 7), to: stranger });
  await expect(refused).rejects.toThrow(SignatureRefused);
  await expect(refused).rejects.toMatchObject({
    rule: 'target',
    retryable: false,
    shortMessage: `the key's policy refuses to sign: ${stranger} is no contract of perp-v2`,
  });
  expect(await listSignatures(ledger, 10)).toMatchObject([
    { allowed: false, text: `target: ${stranger} is no contract of perp-v2`, to: stranger, does: [] },
  ]);
  expect(await openAlerts(ledger)).toMatchObject([
    { code: 'SIGNATURE_REFUSED', subject: `${account} on chain ${chainId}`, text: expect.stringContaining('target') },
  ]);
});

test('invariant: the row is in the ledger before the key is used', async () => {
  const seen: unknown[] = [];
  const watching: Signer = {
    address: account,
    async sign(transaction) {
      const reader = openLedger({ file, readonly: true });
      seen.push(...(await listSignatures(reader, 10)).map(({ allowed, notional }) => ({ allowed, notional })));
      reader.close();
      return key.sign(transaction);
    },
  };
  const { file, sign } = start({ signer: watching });
  await sign(buy('2', 7));
  expect(seen).toEqual([{ allowed: true, notional: 4_000 }]);
});

test('behavior: a ledger that cannot be written keeps the key from being used', async () => {
  const { ledger, sign } = start({
    signer: { address: account, sign: () => expect.unreachable('the key was used') },
  });
  ledger.close();
  await expect(sign(buy('2', 7))).rejects.toThrow();
});

test('behavior: a budget is kept over a crash, and is there again after 24 hours', async () => {
  const clock = { at: 1_700_000_000_000 };
  const policy = policyOf({ day: { notional: 5_000 } });
  const dying: Signer = { address: account, sign: () => Promise.reject(new Error('killed')) };
  const { file, sign } = start({ clock, policy, signer: dying });
  await expect(sign(buy('2', 7))).rejects.toThrow('killed');
  const again = start({ file, clock, policy });
  await expect(again.sign(buy('1', 8))).rejects.toMatchObject({ rule: 'day.notional' });
  clock.at += 24 * hour;
  await expect(again.sign(buy('1', 8))).rejects.toMatchObject({ rule: 'day.notional' });
  clock.at += 1;
  await expect(again.sign(buy('1', 8))).resolves.toBeDefined();
});

test('behavior: a clock that goes back forgets nothing', async () => {
  const { sign, clock } = start({ policy: policyOf({ day: { notional: 5_000 } }) });
  await sign(buy('2', 7));
  clock.at -= 48 * hour;
  await expect(sign(buy('1', 8))).rejects.toMatchObject({ rule: 'day.notional' });
});

test('behavior: replacements of one transaction are one trade, at its dearest', async () => {
  const { sign } = start({ policy: policyOf({ day: { notional: 10_000, gas: 0.03 } }) });
  await sign(buy('2', 7));
  await sign(buy('3', 7));
  await sign(buy('1', 7));
  await expect(sign(buy('2.01', 8))).rejects.toMatchObject({ rule: 'day.notional' });
  await sign(buy('2', 8));
  await expect(sign(buy('3.01', 7))).rejects.toMatchObject({ rule: 'day.notional' });
  await sign(buy('3', 7));
});

test('behavior: two that are asked for at once do not spend the same budget', async () => {
  const { sign } = start({ policy: policyOf({ day: { notional: 5_000 } }) });
  const both = await Promise.allSettled([sign(buy('2', 7)), sign(buy('2', 8))]);
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

test('behavior: what is judged is what is signed, however it is changed meanwhile', async () => {
  const { sign } = start();
  const changing = { ...buy('2', 7), accessList: [{ address: stranger, storageKeys: [] }] };
  const signing = sign(changing);
  changing.to = stranger;
  changing.value = wei(10n ** 18n);
  const { bytes } = await signing;
  expect(parseTransaction(bytes)).toMatchObject({ to: trade('Buy', '2').to });
  expect(bytes).toBe((await key.sign(buy('2', 7))).bytes);
});

test('behavior: a refusal stays open until a day has passed without one', async () => {
  const { sign, ledger, clock } = start();
  await expect(sign({ ...buy('2', 7), to: stranger })).rejects.toThrow(SignatureRefused);
  await sign(buy('2', 7));
  expect(await openAlerts(ledger)).toHaveLength(1);
  clock.at += 24 * hour + 1;
  await sign(buy('2', 8));
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: a signer that fails is alerted until it signs again', async () => {
  let works = false;
  const unsteady: Signer = {
    address: account,
    sign: async (transaction) => {
      if (!works) throw new SignerError('the remote signer does not answer', { retryable: true });
      return key.sign(transaction);
    },
  };
  const { sign, ledger } = start({ signer: unsteady });
  await expect(sign(buy('2', 7))).rejects.toMatchObject({ shortMessage: /does not answer/, retryable: true });
  expect(await openAlerts(ledger)).toMatchObject([
    { code: 'SIGNER_FAILED', text: 'the remote signer does not answer' },
  ]);
  works = true;
  await sign(buy('2', 7));
  expect(await openAlerts(ledger)).toEqual([]);
});

const other = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const own = privateKeyToAccount(privateKey);

test.each<[string, (transaction: UnsignedTransaction) => Promise<{ bytes: `0x${string}` }>, RegExp]>([
  ['another recipient', async (t) => key.sign({ ...t, to: stranger }), /recipient .*bEEF instead of/i],
  ['another nonce', async (t) => key.sign({ ...t, nonce: t.nonce + 1 }), /nonce 8 instead of 7/],
  ['other calldata', async (t) => key.sign({ ...t, data: '0x' }), /other calldata/],
  ['more value', async (t) => key.sign({ ...t, value: wei(1n) }), /value 1 instead of 0/],
  [
    'a dearer tip',
    async (t) => key.sign({ ...t, maxPriorityFeePerGas: t.maxFeePerGas }),
    /maxPriorityFeePerGas 20000000000 instead of 1000000000/,
  ],
  [
    'another chain',
    async (t) => createSigner(privateKey, { chainId: 1 }).sign({ ...t, chainId: 1 }),
    /chain 1 instead of 31337/,
  ],
  ['an access list', async (t) => accessing(t), /an access list/],
  [
    'another type',
    async ({ maxFeePerGas: gasPrice, maxPriorityFeePerGas: _, ...t }) => ({
      bytes: await own.signTransaction({ ...t, type: 'legacy', gasPrice }),
    }),
    /type legacy/,
  ],
  [
    'with another key',
    async (t) => ({ bytes: await other.signTransaction({ ...t, type: 'eip1559' }) }),
    /signed by 0xf39F/,
  ],
  ['nothing', async () => ({ bytes: '0x' }), /no transaction/],
  ['bytes with a tail', async (t) => ({ bytes: `${(await key.sign(t)).bytes}00` }), /no transaction|written otherwise/],
])('behavior: a signer that signs %s is found out, and its bytes are thrown away', async (_, signs, said) => {
  const dishonest: Signer = {
    address: account,
    async sign(transaction) {
      const { bytes } = await signs(transaction);
      return { bytes, hash: keccak256(bytes) };
    },
  };
  const { sign, ledger } = start({ signer: dishonest });
  const signing = sign(buy('2', 7));
  await expect(signing).rejects.toThrow(SignerError);
  await expect(signing).rejects.toMatchObject({ message: expect.stringMatching(said), retryable: false });
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'SIGNER_FAILED', text: expect.stringMatching(said) }]);
});

const accessing = async (t: UnsignedTransaction) => ({
  bytes: await own.signTransaction({ ...t, type: 'eip1559', accessList: [{ address: stranger, storageKeys: [] }] }),
});

test('behavior: the hash is of the bytes, whatever the signer says of it', async () => {
  const liar: Signer = { ...key, sign: async (t) => ({ ...(await key.sign(t)), hash: `0x${'1'.repeat(64)}` }) };
  expect(await start({ signer: liar }).sign(buy('2', 7))).toEqual(await key.sign(buy('2', 7)));
});

test('behavior: a signer of another account is not taken', () => {
  expect(() => start({ signer: { ...key, address: stranger } })).toThrow(/the signer is for/);
});

test('invariant: nothing that is asked for makes anything but a SignatureRefused, and each leaves a row', async () => {
  const { sign, ledger } = start();
  const nonsense: Partial<Record<keyof UnsignedTransaction, unknown>>[] = [
    ...[{ to: undefined }, { to: 7 }, { data: undefined }, { data: 'approve' }, { data: '0x0' }, { value: 1 }],
    ...[
      { nonce: 1.5 },
      { nonce: 2 ** 60 },
      { nonce: '7' },
      { gas: 21_000 },
      { maxFeePerGas: null },
      { chainId: '31337' },
    ],
  ];
  for (const changes of nonsense) {
    await expect(sign({ ...buy('2', 7), ...changes } as UnsignedTransaction)).rejects.toThrow(SignatureRefused);
  }
  await expect(sign(unsigned(withdraw(0n)))).rejects.toThrow(SignatureRefused);
  await expect(sign(unsigned({ ...deposit(1n), value: wei(1n) }))).rejects.toThrow(SignatureRefused);
  const rows = await listSignatures(ledger, 100);
  expect(rows).toHaveLength(nonsense.length + 2);
  expect(rows.every(({ allowed }) => !allowed)).toBe(true);
});
