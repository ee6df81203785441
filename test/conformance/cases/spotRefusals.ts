import { expect } from 'vitest';
import type { OrderTerms } from '../../../src/model/order.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { VenueRefusal } from '../../../src/venues/venue.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { opens } from '../terms.js';
import { pairOf } from './spotTrades.js';

/** Refused before anything is sent, and said why. */
async function refusalOf(desk: Desk, terms: OrderTerms, what: string): Promise<VenueRefusal> {
  const refusal: unknown = await desk.prepare(terms).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal, `${what} is refused`).toBeInstanceOf(VenueRefusal);
  const found = refusal as VenueRefusal;
  expect(found.shortMessage.length, what).toBeGreaterThan(10);
  return found;
}

export const spotRefusalCases: readonly ConformanceCase[] = [
  {
    name: 'args: more than the wallet holds or the pool fills, and what does not exist, is refused before anything is sent',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const reading = await desk.read();
      const { venue } = reading;
      const sale = opens(examples, reading, 'Sell', examples.open);
      const purchase = opens(examples, reading, 'Buy', examples.open);
      const { base } = pairOf(reading, sale.instrument);
      const all = wad((base.balance * 10n ** 18n) / 10n ** BigInt(base.token.decimals));
      await refusalOf(desk, { ...sale, quantity: wad(all + 10n ** 12n) }, 'more than the wallet holds');
      await refusalOf(desk, { ...purchase, quantity: examples.tooMuch }, 'more than the wallet can pay');
      await refusalOf(desk, { ...sale, quantity: wad(0n) }, 'nothing');
      await refusalOf(desk, { ...sale, instrument: `${venue} NOTHING` }, 'an unknown pair');
      await refusalOf(desk, { ...sale, position: `${venue} #424242` }, 'an unknown position');
      await refusalOf(desk, { ...purchase, reduceOnly: true }, 'a purchase that should reduce');
      await refusalOf(desk, { ...sale, maxSlippage: bps(0) }, 'a sale without any room for its impact');
    },
  },
  {
    name: 'behavior: a drained pool is refused, with what it could fill',
    needs: ['spot', 'drain'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      await world.drain?.();
      const reading = await desk.read();
      for (const side of ['Buy', 'Sell'] as const) {
        const terms = opens(examples, reading, side, examples.open);
        const { shortMessage } = await refusalOf(desk, terms, `a ${side} in a drained pool`);
        expect(shortMessage).toMatch(/drained|fills 0/);
        expect(() => desk.venue.estimate(reading, terms)).toThrow(/fills 0 of/);
      }
    },
  },
  {
    name: 'args: where nothing is margined and nothing waits, all of that is refused',
    needs: ['spot'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const reading = await desk.read();
      const { venue } = reading;
      const { instrument } = opens(examples, reading, 'Sell', examples.open);
      const { token } = pairOf(reading, instrument).quote;
      for (const kind of ['addCollateral', 'removeCollateral', 'repay', 'borrow'] as const) {
        const { symbol, decimals } = token;
        const terms: OrderTerms = {
          ...{ kind, venue, marginAccount: `${venue} account`, token: symbol, decimals, amount: tokenAmount(1n) },
        };
        await refusalOf(desk, terms, kind);
      }
      const stop: OrderTerms = {
        ...{ kind: 'rest', ordType: 'Stop', venue, instrument, position: null, side: 'Sell', quantity: examples.part },
        ...{ reduceOnly: true, triggerPrice: wad(10n ** 18n), maxSlippage: bps(100), replaces: null },
      };
      await refusalOf(desk, stop, 'a stop-loss');
      await refusalOf(desk, { kind: 'cancel', venue, order: `0x${'5'.repeat(64)}` }, 'taking an order back');
    },
  },
];
