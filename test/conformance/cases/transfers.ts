import { expect } from 'vitest';
import type { TransferTerms } from '../../../src/model/order.js';
import type { Position } from '../../../src/model/position.js';
import { absolute, type TokenAmount, tokenAmount, type Wad, wad } from '../../../src/model/units.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectAsExpected } from '../expectAsExpected.js';
import { filled, openPosition } from '../terms.js';
import { expectRefused } from './refusals.js';

const somebody = '0xF1e0D00000000000000000000000000000000001';

const gives = ({ id, venue, instrument }: Position, to: TransferTerms['to'], quantity: Wad): TransferTerms => ({
  ...{ kind: 'transfer', venue, to, reference: 'conformance' },
  asset: { instrument: instrument.id, position: id, quantity },
});

const heldOf = async (desk: Desk, { instrument }: Position): Promise<bigint[]> =>
  (await desk.read()).positions.flatMap((one) => (one.instrument.id === instrument.id ? one.quantity : []));

export const transferCases: readonly ConformanceCase[] = [
  {
    name: 'default: a part of a position is given to another account, then the rest, to the unit',
    needs: ['transfer', 'newAccount'],
    async run({ newDesk, world }) {
      const { sides, part } = world.examples;
      for (const side of sides) {
        const taker = await newDesk();
        const giver = await newDesk([taker.account.address]);
        const held = await openPosition(giver, side);
        const sign = held.quantity > 0n ? 1n : -1n;
        const rest = wad(absolute(held.quantity) - part);
        for (const [quantity, left, got] of [
          [part, [sign * rest], [sign * part]],
          [rest, [], [sign * part, sign * rest]],
        ] as const) {
          const terms = gives(held, taker.account.address, quantity);
          const expected = giver.venue.after(await giver.read(), terms);
          const { fills } = await filled(giver, terms);
          expect(fills).toEqual([{ kind: 'transfer', asset: terms.asset, to: taker.account.address }]);
          expectAsExpected(giver, expected, await giver.read());
          expect(await heldOf(giver, held)).toEqual(left);
          expect((await heldOf(taker, held)).sort()).toEqual([...got].sort());
        }
      }
    },
  },
  {
    name: 'behavior: to whom the key does not name nothing is given, and nothing is done',
    needs: ['transfer'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const [side = 'Buy'] = world.examples.sides;
      const held = await openPosition(desk, side);
      const { order, fills, attempts } = await desk.carryOut(gives(held, somebody, world.examples.part));
      expect([order.status, fills, attempts]).toEqual(['Rejected', [], []]);
      expect(order.text).toContain('may give nothing to');
      expect(await heldOf(desk, held)).toEqual([held.quantity]);
    },
  },
  {
    name: 'args: more than is held, nothing, or what is not held, is refused before anything is sent',
    needs: ['transfer'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const [side = 'Buy'] = world.examples.sides;
      const held = await openPosition(desk, side);
      const all = absolute(held.quantity);
      await expectRefused(desk, gives(held, somebody, wad(all + 1n)), 'more than is held');
      await expectRefused(desk, gives(held, somebody, wad(0n)), 'nothing');
      await expectRefused(desk, gives(held, desk.account.address, all), 'a gift to itself');
      await expectRefused(desk, gives(held, '0x0000000000000000000000000000000000000000', all), 'a gift to nobody');
      await expectRefused(desk, gives({ ...held, id: `${held.venue} #424242` }, somebody, all), 'an unknown position');
    },
  },
  {
    name: 'args: a venue of which nothing can be given refuses to, a position or a token',
    needs: ['trade'],
    unless: ['transfer'],
    async run({ newDesk, world }) {
      const desk = await newDesk();
      const reading = await desk.read();
      const { venue, funding } = reading;
      const instrument = world.examples.instrument(reading);
      const reference = 'conformance';
      const asset = { instrument, position: instrument, quantity: world.examples.part };
      await expectRefused(desk, { kind: 'transfer', venue, to: somebody, reference, asset }, 'a position');
      const amount: TokenAmount = tokenAmount(1n);
      for (const { token } of funding) {
        const of = { token: token.symbol, address: token.address, decimals: token.decimals, amount };
        await expectRefused(desk, { kind: 'transfer', venue, to: somebody, reference, asset: of }, 'a token');
      }
    },
  },
];
