import {
  type Address,
  decodeErrorResult,
  decodeFunctionResult,
  encodeEventTopics,
  encodeFunctionData,
  type Hex,
  type Log,
  parseEventLogs,
} from 'viem';
import type { Fill, OrderTerms, TransactionRequest } from '../../../model/order.js';
import { ask, done } from '../../../model/reading.js';
import { wad, wei } from '../../../model/units.js';
import type { VenueOrderLife } from '../../../model/venueOrder.js';
import { type LogQuery, type Venue, VenueReadError } from '../../../venues/venue.js';
import { toyBookAbi } from './toyBook.js';

export const TOY = 'toy';
export const toyBookAddress: Address = '0x00000000000000000000000000000000000b00c5';

const eventsOf = (logs: readonly Log[]) =>
  parseEventLogs({
    abi: toyBookAbi,
    logs: logs.filter(({ address }) => address.toLowerCase() === toyBookAddress),
  });
type ToyEvent = ReturnType<typeof eventsOf>[number];

const names = ['Created', 'Updated', 'Executed', 'Frozen', 'Cancelled'] as const;
const topicsOf = (wanted: readonly (typeof names)[number][]): Hex[] =>
  wanted.flatMap((eventName) => encodeEventTopics({ abi: toyBookAbi, eventName })[0] ?? []) as Hex[];

const tradeOf = (quantity: bigint, price: bigint): Fill => ({
  kind: 'trade',
  instrument: 'toy ETH',
  underlying: 'ETH',
  side: 'Sell',
  quantity: wad(quantity),
  price: wad(price),
  fee: wad(0n),
});

/** As an adapter would state it: strict about the events, like the protocols that it stands for. */
export const toyVenue = (account: Address): Venue =>
  ({
    id: TOY,
    account,
    quote: () => null,
    requote: (request: TransactionRequest, price: bigint) => ({
      ...request,
      value: wei((request.keeperGas ?? []).reduce((sum, { gas }) => sum + gas * price, 0n)),
    }),
    fills(terms: OrderTerms, logs: readonly Log[]): Fill[] {
      return eventsOf(logs).flatMap(({ eventName, args }): Fill[] => {
        if (terms.kind === 'rest' && eventName === 'Updated') return [{ kind: 'replace', order: args.id }];
        if (terms.kind === 'cancel' && eventName === 'Cancelled') return [{ kind: 'cancel', order: args.id }];
        return [];
      });
    },
    decodeError(data: Hex) {
      try {
        const { errorName, args } = decodeErrorResult({ abi: toyBookAbi, data });
        return { name: errorName, args: { wanted: String(args[0]), given: String(args[1]) } };
      } catch {
        return null;
      }
    },
    tracking: {
      created: (logs) =>
        eventsOf(logs).flatMap(({ eventName, args }) =>
          eventName === 'Created' && args.account.toLowerCase() === account.toLowerCase() ? args.id : [],
        ),
      standing: (ids) =>
        ask([standingCall(ids as readonly Hex[])], ([answer]) => {
          if (!answer?.ok) throw new VenueReadError('the toy does not answer');
          const states = decodeFunctionResult({ abi: toyBookAbi, functionName: 'standing', data: answer.data });
          const standing = ids.flatMap((id, i): [string, 'New' | 'Suspended'][] =>
            states[i] === 0 ? [] : [[id, states[i] === 2 ? 'Suspended' : 'New']],
          );
          return done(new Map(standing));
        }),
      queries: (ids) => (ids.length === 0 ? [] : [query([topicsOf(names), ids as Hex[]])]),
      lifeOf: (id, _, logs) => lifeOf(eventsOf(logs).filter(({ args }) => args.id === id)),
      evidence: (id, logs) => {
        if (!eventsOf(logs).some(({ eventName, args }) => eventName === 'Created' && args.id === id)) {
          throw new VenueReadError('nothing tells of its creation', { retryable: true });
        }
        return ask([untouchedCall(id as Hex)], ([answer]) => {
          if (!answer?.ok) throw new VenueReadError('the toy does not answer');
          const untouched = decodeFunctionResult({ abi: toyBookAbi, functionName: 'isUntouched', data: answer.data });
          return done(untouched ? 'untouched' : 'unclear');
        });
      },
      changes: () => [query([topicsOf(['Executed']), null, pad(account)])],
      unsolicited: (logs, isOurs) =>
        eventsOf(logs).flatMap((event) => {
          if (event.eventName !== 'Executed' || isOurs(event.args.id)) return [];
          return {
            venue: TOY,
            kind: 'liquidation',
            order: event.args.id,
            marginAccount: 'toy ETH',
            fill: tradeOf(event.args.quantity, event.args.price),
            text: 'liquidated',
            ...placeOf(event),
            logIndex: event.logIndex,
          };
        }),
    },
  }) satisfies Partial<Venue> as unknown as Venue;

const standingCall = (ids: readonly Hex[]) => ({
  to: toyBookAddress,
  data: encodeFunctionData({ abi: toyBookAbi, functionName: 'standing', args: [ids] }),
});

const untouchedCall = (id: Hex) => ({
  to: toyBookAddress,
  data: encodeFunctionData({ abi: toyBookAbi, functionName: 'isUntouched', args: [id] }),
});

const query = (topics: LogQuery['topics']): LogQuery => ({ address: toyBookAddress, topics });
const pad = (address: Address): Hex => `0x${address.slice(2).toLowerCase().padStart(64, '0')}`;
const placeOf = ({ blockNumber, blockHash, transactionHash }: ToyEvent) => ({
  blockNumber,
  blockHash,
  transactionHash,
});

function lifeOf(events: readonly ToyEvent[]): VenueOrderLife {
  let life: VenueOrderLife | null = null;
  for (const event of events) {
    if (life === null && event.eventName !== 'Created') {
      throw new VenueReadError(`${event.eventName} of an order that was never created`, { retryable: true });
    }
    life = { ...step(event), keeperPaid: wei(0n), at: placeOf(event) };
  }
  return life ?? { status: 'New', text: '', fills: [], keeperPaid: wei(0n), at: null };
}

function step({ eventName, args }: ToyEvent): Omit<VenueOrderLife, 'at' | 'keeperPaid'> {
  switch (eventName) {
    case 'Executed':
      return { status: 'Filled', text: '', fills: [tradeOf(args.quantity, args.price)] };
    case 'Frozen':
      return { status: 'Suspended', text: args.reason, fills: [] };
    case 'Cancelled':
      return { status: 'Canceled', text: args.reason, fills: [] };
    default:
      return { status: 'New', text: '', fills: [] };
  }
}
