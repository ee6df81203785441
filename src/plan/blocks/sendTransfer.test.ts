import { expect, test } from 'vitest';
import type { OrdStatus } from '../../model/order.js';
import { tokenAmount, unixMillis, WAD, wad } from '../../model/units.js';
import { backOff } from '../waiting.js';
import { parentOf, sentTo } from './memberStanding.js';
import { isGivenUp, sayAsset, sendTransfer, whySendingWaits } from './sendTransfer.js';
import { at, blockOf, blockTurn, deskAccount, ether, seller, transfer } from './testing/blockTurn.js';

/** What was sent of ether by one member, of so many transfers that stand so. */
function sentIn(count: number, status: OrdStatus, change: Parameters<typeof transfer>[4] = {}) {
  const children = Array.from({ length: count }, (_, i) => transfer(`t${i}`, deskAccount, ether(1), status, change));
  const member = seller('a', 10, { children });
  return sentTo(blockOf([member]), member, deskAccount, `token ${ether(1).address}`);
}

test('default: a transfer is decided as a child of the order of the member, and looks at the wallet of who sends', () => {
  const member = seller('a', 10);
  const block = blockOf([member]);
  const terms = { kind: 'transfer', venue: 'wallet', asset: ether(10), to: deskAccount, reference: block.id } as const;
  const decided = sendTransfer(blockTurn(block, { book: 'book a' }), block, member, terms, ['its part']);
  expect(decided.decisions).toMatchObject([
    {
      ...{ rule: 'block block-1', kind: 'work', subject: { parent: 'a' }, verdict: 'act', because: ['its part'] },
      action: { parent: 'a', terms },
    },
  ]);
  const elsewhere = sendTransfer(blockTurn(block), block, member, { ...terms, venue: 'lyra' }, []);
  expect(elsewhere.decisions).toMatchObject([
    { verdict: 'refused', not: ['no adapter is open for lyra: watch it to send and receive'] },
  ]);
});

test('behavior: what has arrived counts, not what was sent; what is on its way may still arrive', () => {
  const half = { ...ether(1), amount: tokenAmount(WAD / 2n) };
  const fills = [{ kind: 'transfer', asset: half, to: deskAccount }] as const;
  expect(sentIn(1, 'Filled', { fills })).toMatchObject({ done: WAD / 2n, open: 0n });
  expect(sentIn(1, 'PartiallyFilled', { fills })).toMatchObject({ done: WAD / 2n, open: WAD / 2n });
  expect(sentIn(2, 'New')).toMatchObject({ done: 0n, open: 2n * WAD, failures: 0 });
});

test('behavior: failures are told of and waited after ever longer; what nobody can tell of is not sent again', () => {
  const failed = sentIn(2, 'Rejected');
  const pause = backOff(2, 'cost');
  expect(whySendingWaits(failed, unixMillis(at + pause - 1))).toBe(
    'backing off after 2 transfers that came to nothing, the last one: the key may not',
  );
  expect(whySendingWaits(failed, unixMillis(at + pause))).toBeNull();
  expect(whySendingWaits(sentIn(5, 'Rejected'), at)).toMatch(/^stuck: backing off after 5/);
  expect(whySendingWaits(sentIn(1, 'Unknown'), unixMillis(at + 9_999_999))).toMatch(/^stuck: nobody can say/);
  // A clock that was set back holds nothing up.
  expect(whySendingWaits(failed, unixMillis(at - 1))).toBeNull();
});

test('behavior: five in vain give a member up; what was never sent does not count, and what has arrived forgets them', () => {
  expect(isGivenUp(sentIn(4, 'Rejected'))).toBe(false);
  expect(isGivenUp(sentIn(5, 'Rejected'))).toBe(true);
  expect(isGivenUp(sentIn(5, 'Rejected', { reach: 'unsent' }))).toBe(false);
  const children = [
    ...Array.from({ length: 5 }, (_, i) => transfer(`t${i}`, deskAccount, ether(1), 'Rejected')),
    transfer('t5', deskAccount, ether(1)),
  ];
  const block = blockOf([seller('a', 10, { children })]);
  const member = parentOf(block, { parent: 'a' });
  if (!member) throw new Error('no member');
  expect(sentTo(block, member, deskAccount, `token ${ether(1).address}`)).toMatchObject({ failures: 0, done: WAD });
});

test('default: what is sent is said in whole units', () => {
  expect(sayAsset({ asset: { ...ether(0), token: 'USDC', decimals: 6, amount: tokenAmount(1_250_500_000n) } })).toBe(
    '1250.5 USDC',
  );
  expect(sayAsset({ asset: { instrument: 'lyra X', position: 'lyra #7', quantity: wad(4n * 10n ** 17n) } })).toBe(
    '0.4 of lyra X',
  );
});
