import { isAddressEqual } from 'viem';
import { expect } from 'vitest';
import type { DecodedCall } from '../../src/model/decodedCall.js';
import type { OrderTerms, TransactionRequest } from '../../src/model/order.js';
import type { VenueReading } from '../../src/model/snapshot.js';
import { wei } from '../../src/model/units.js';
import type { Desk } from './desk.js';

/** What an order's calldata says of itself, each call of each transaction in order. */
export interface Said {
  reading: VenueReading;
  steps: readonly TransactionRequest[];
  calls: readonly DecodedCall[];
}

/**
 * Decodes all that would be sent for an order, and holds what every order's calldata must say against the transactions: value,
 * permissions and recipients.
 */
export async function whatIsSaid(desk: Desk, terms: OrderTerms): Promise<Said> {
  const steps = await desk.prepare(terms);
  const reading = await desk.read();
  const approvals = steps.flatMap(({ approval }) => (approval ? [approval] : []));
  const calls = steps.filter(({ approval }) => approval === null).flatMap((step) => callsOf(desk, step, reading));
  for (const step of steps) if (step.approval) expect(desk.venue.decodeCall?.(step, reading)).toBeNull();
  for (const { token, spender, amount } of approvals) {
    const known = desk.venue.spenders ?? [];
    expect(known.some((one) => isAddressEqual(one.token, token) && isAddressEqual(one.spender, spender))).toBe(true);
    expect(amount, `permission of ${token}`).toBe(paidOf(calls, token));
  }
  return { reading, steps, calls };
}

function callsOf({ venue, account }: Desk, step: TransactionRequest, reading: VenueReading): readonly DecodedCall[] {
  // The second price: what is signed has its keepers' fees stated again.
  const requoted = step.keeperGas && venue.requote ? [venue.requote(step, wei(12_345_678_901n))] : [];
  const [calls = []] = [step, ...requoted].map((request) => {
    const decoded = venue.decodeCall?.(request, reading);
    if (!decoded || decoded.length === 0) throw new Error(`nothing is said of "${request.describe}"`);
    expect(decoded.reduce((sum, { value }) => sum + value, 0n)).toBe(request.value);
    return decoded;
  });
  for (const { recipients, does } of calls) {
    expect(does.length, step.describe).toBeGreaterThan(10);
    for (const one of recipients) expect(isAddressEqual(one, account.address), `${one} gets something`).toBe(true);
  }
  return calls;
}

const paidOf = (calls: readonly DecodedCall[], token: string): bigint =>
  calls
    .flatMap(({ pays }) => pays)
    .reduce((sum, paid) => (paid.token.toLowerCase() === token.toLowerCase() ? sum + paid.amount : sum), 0n);
