import { expect } from 'vitest';
import type { TransactionCall } from '../../../../model/decodedCall.js';
import { type KeyPolicy, unlimitedKeyPolicy } from '../../../../model/keyPolicy.js';
import { unixMillis } from '../../../../model/units.js';
import { createAlarms } from '../../../../record/alarms.js';
import { openLedger } from '../../../../record/ledger.js';
import { openAlerts } from '../../../../record/queries/alerts.js';
import { listSignatures } from '../../../../record/queries/signatures.js';
import { createSigner, type Signer } from '../../signer.js';
import { silent } from '../../testing/sending.js';
import { createPolicedSigner } from '../policedSigner.js';
import { SignatureRefused } from '../signatureRefused.js';
import { type Hostile, type HostileBook, judge, sent } from './hostile.js';

/** A start on a ledger of its own, with the account's real key unless told. */
function start(book: HostileBook, policy: KeyPolicy = unlimitedKeyPolicy, key?: Signer) {
  const { account, chainId, venue, reading } = book;
  const ledger = openLedger({ file: ':memory:' });
  const now = () => unixMillis(1_700_000_000_000);
  const alarms = createAlarms({ ledger, now, log: silent });
  const signer = key ?? createSigner(book.privateKey, { chainId });
  const policed = createPolicedSigner({
    ...{ signer, account, chainId, policy, venues: [venue], ledger, alarms, now, log: silent },
  });
  const sign = (call: Parameters<typeof sent>[1], next: readonly TransactionCall[] = []) =>
    policed.sign(sent(book, call), { order: 'an order', next, readings: [reading] });
  return { ledger, sign };
}

/** Refused by the rule that is named, recorded and alerted, and the key is never asked. */
export async function expectRefused(book: HostileBook, { rule, ask, policy }: Hostile): Promise<void> {
  let used = false;
  const key: Signer = {
    address: book.account,
    sign: () => {
      used = true;
      throw new Error('the key was used');
    },
  };
  const { ledger, sign } = start(book, policy, key);
  const { next = [], ...call } = ask(book);
  const error: unknown = await sign(call, next).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SignatureRefused);
  expect(error).toMatchObject({ rule, retryable: false });
  expect(used).toBe(false);
  expect(await listSignatures(ledger, 10)).toMatchObject([
    { allowed: false, text: expect.stringMatching(`^${rule}: `) },
  ]);
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'SIGNATURE_REFUSED' }]);
  ledger.close();
}

/** Every transaction of every honest order is signed, in its turn; what only lowers risk without any budget. */
export async function expectHonest(book: HostileBook): Promise<void> {
  const { ledger, sign } = start(book);
  let nonce = 0;
  for (const [name, steps] of Object.entries(book.honest)) {
    for (const [step, call] of steps.entries()) {
      const { to, data, value } = call;
      const next = steps.slice(step + 1);
      const signed = sign({ to, data, value, nonce: nonce++ }, next);
      await expect(signed, `${name}, step ${step}`).resolves.toBeDefined();
    }
  }
  const rows = await listSignatures(ledger, 1000);
  expect(rows).toHaveLength(nonce);
  expect(rows.every(({ allowed, does }) => allowed && does.length > 0)).toBe(true);
  expect(await openAlerts(ledger)).toEqual([]);
  ledger.close();
}

/** One trade fits the day, and a second of the same size at the next nonce does not. */
export async function expectDayInTwoPieces(book: HostileBook): Promise<void> {
  const { notional } = judge(book, book.opening);
  expect(notional).toBeGreaterThan(0);
  const { ledger, sign } = start(book, { ...unlimitedKeyPolicy, day: { notional: 1.5 * notional, gas: 1 } });
  await expect(sign({ ...book.opening, nonce: 1 })).resolves.toBeDefined();
  await expect(sign({ ...book.opening, nonce: 2 })).rejects.toMatchObject({ rule: 'day.notional' });
  await expect(sign({ ...book.opening, nonce: 1 })).resolves.toBeDefined();
  ledger.close();
}
