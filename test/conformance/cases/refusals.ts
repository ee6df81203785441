import { expect } from 'vitest';
import type { OrderTerms } from '../../../src/model/order.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { VenueRefusal } from '../../../src/venues/venue.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { deposit, marginAccountOf, moves, onlyPosition, openMargined, openPosition, opens, reduces } from '../terms.js';

/** Refused before anything is sent, and said why. */
export async function expectRefused(desk: Desk, terms: OrderTerms, what: string): Promise<void> {
  const refusal: unknown = await desk.prepare(terms).then(
    () => null,
    (error: unknown) => error,
  );
  expect(refusal, `${what} is refused`).toBeInstanceOf(VenueRefusal);
  expect((refusal as VenueRefusal).shortMessage.length, what).toBeGreaterThan(10);
}

const anOrder = `0x${'5'.repeat(64)}`;

export const refusalCases: readonly ConformanceCase[] = [
  {
    name: 'args: more than can be backed, and what does not exist, is refused before anything is sent',
    needs: ['trade', 'addCollateral'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      await deposit(desk);
      const reading = await desk.read();
      const { venue } = reading;
      const terms = opens(examples, reading, examples.marginSide, examples.open);
      await expectRefused(desk, { ...terms, quantity: examples.tooMuch }, 'too much');
      await expectRefused(desk, { ...terms, instrument: `${venue} NOTHING` }, 'an unknown instrument');
      if (examples.severalPositions) {
        await expectRefused(desk, { ...terms, position: `${venue} #424242` }, 'an unknown position');
      }
      await expectRefused(desk, { ...terms, reduceOnly: true }, 'a reduction of nothing');

      await openPosition(desk, examples.marginSide);
      const now = await desk.read();
      const held = onlyPosition(now);
      const margin = marginAccountOf(now, held);
      const wallet = now.funding.find(({ token }) => token.symbol === margin.collateral.symbol);
      const add = moves('addCollateral', margin, examples.collateral.add);
      await expectRefused(desk, { ...add, marginAccount: `${venue} #424242` }, 'an unknown margin account');
      await expectRefused(desk, { ...add, token: 'NOTHING' }, 'an unknown token');
      await expectRefused(desk, { ...add, amount: tokenAmount((wallet?.balance ?? 0n) + 1n) }, 'an overdrawn wallet');
      const remove = moves('removeCollateral', margin, tokenAmount(margin.collateralAmount + 1n));
      await expectRefused(desk, remove, 'more collateral than there is');
      await expectRefused(
        desk,
        { ...reduces(examples, held, examples.part), side: held.quantity > 0n ? 'Buy' : 'Sell' },
        'a reduction that adds',
      );
    },
  },
  {
    name: 'args: a venue without a book of orders refuses what would wait in one',
    needs: ['trade'],
    unless: ['rest', 'cancel'],
    async run({ newDesk, world }) {
      const { examples } = world;
      const desk = await newDesk();
      const held = await openPosition(desk, examples.marginSide);
      const { venue, instrument, id: position } = held;
      const side = held.quantity > 0n ? ('Sell' as const) : ('Buy' as const);
      const stop: OrderTerms = {
        ...{ kind: 'rest', ordType: 'Stop', venue, instrument: instrument.id, position, side, quantity: examples.part },
        ...{ reduceOnly: true, triggerPrice: wad(held.mark / 2n), maxSlippage: bps(100), replaces: null },
      };
      await expectRefused(desk, stop, 'a stop-loss');
      await expectRefused(desk, { ...stop, replaces: anOrder }, 'a change of a resting order');
      await expectRefused(desk, { kind: 'cancel', venue, order: anOrder }, 'taking an order back');
    },
  },
  {
    name: 'args: a venue that owes nothing beside positions refuses claims',
    needs: [],
    unless: ['claim'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { venue, funding } = await desk.read();
      const [held] = funding;
      if (!held) throw new Error('the venue takes no token');
      const { symbol: token, address, decimals } = held.token;
      const amounts = [{ instrument: `${venue} ETH`, token, address, decimals, amount: tokenAmount(1n) }];
      await expectRefused(desk, { kind: 'claim', venue, amounts }, 'a claim');
    },
  },
  {
    name: 'args: a venue that lends nothing refuses loans and repayments',
    needs: ['addCollateral'],
    unless: ['borrow'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const margin = await openMargined(desk);
      for (const kind of ['borrow', 'repay'] as const)
        await expectRefused(desk, moves(kind, margin, world.examples.collateral.remove), kind);
    },
  },
  {
    name: 'behavior: revert bytes get their own name, and foreign ones none',
    needs: [],
    async run({ newDesk, world }) {
      const { venue } = await newDesk();
      const { data, name } = world.examples.knownError;
      expect(venue.decodeError(data)?.name).toBe(name);
      for (const foreign of ['0x', '0xdeadbeef', `0x${'de'.repeat(68)}`] as const) {
        expect(venue.decodeError(foreign), foreign).toBeNull();
      }
    },
  },
];
