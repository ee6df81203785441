import { expect, test } from 'vitest';
import type { Strategy } from '../model/strategy.js';
import { createBoard, type Seat } from './board.js';
import type { Part } from './part.js';

const strategy = (chain: string) => ({ name: 'book', chain, elsewhere: [] }) as unknown as Strategy;
const part = (chain: string) => ({ inputs: { chain } }) as unknown as Part;

function seats(): [Seat, Seat] {
  const board = createBoard();
  const [one, other] = [board.seatOf(strategy('one')), board.seatOf(strategy('other'))];
  if (!one || !other) throw new Error('no seats');
  return [one, other];
}

test('default: each hears the newest of the others, and not of itself', () => {
  const [one, other] = seats();
  expect(one.others()).toEqual([]);
  const told = part('one');
  one.tell(part('one'), 0);
  one.tell(told, 2);
  expect(one.others()).toEqual([]);
  expect(other.others()).toEqual([told]);
  expect([one.madeByOthers(), other.madeByOthers()]).toEqual([0, 2]);
});

test('behavior: a strategy of one chain has no seat, and strategies do not hear each other', () => {
  const board = createBoard();
  expect(board.seatOf({ name: 'book', chain: 'one' } as Strategy)).toBeNull();
  board.seatOf(strategy('one'))?.tell(part('one'), 1);
  const stranger = board.seatOf({ ...strategy('other'), name: 'stranger' });
  expect([stranger?.others(), stranger?.madeByOthers()]).toEqual([[], 0]);
});

test('behavior: one at a time, in the order in which they came; one that fails holds up nobody', async () => {
  const [one, other] = seats();
  const said: string[] = [];
  const turn = (seat: Seat, name: string) =>
    seat.inTurn(async () => {
      said.push(`${name} begins`);
      await Promise.resolve();
      said.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
    });
  const turns = await Promise.allSettled([turn(one, 'a'), turn(other, 'b'), turn(one, 'c')]);
  expect(turns.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
