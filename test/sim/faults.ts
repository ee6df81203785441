import type { Dice } from './dice.js';

/** What can happen to one HTTP request of the keeper. */
const httpFaults = ['drop', 'late', 'too many requests', 'truncated', 'HTML'] as const;
export type HttpFault = (typeof httpFaults)[number];

/** What an endpoint can be for a whole step. */
const endpointMoods = ['down', 'stale', 'wrong chain', 'lying'] as const;
export type EndpointMood = (typeof endpointMoods)[number];

/** What can become of signed bytes. */
const sendFaults = ['swallowed', 'acknowledged and lost', 'answer lost', 'already known', 'nonce too low'] as const;
export type SendFault = (typeof sendFaults)[number];

/** What a lying endpoint can forge. */
export const lies = [
  'balance',
  'call',
  'receipt without logs',
  'receipt that is none',
  'receipt in a block of others',
  'no receipt',
  'count too high',
  'count too low',
] as const;
export type Lie = (typeof lies)[number];

const headFaults = ['stale head'] as const;

const chainEvents = [
  'mined',
  'mined without ours',
  'ours dropped',
  'reorganised, ours again',
  'reorganised, ours later',
  'reorganised, ours gone',
  'price',
  'crash',
  'gas spike',
  'foreign nonce',
  'exposure',
] as const;
export type ChainEvent = (typeof chainEvents)[number];

const machineFaults = ['SQLITE_BUSY', 'SQLITE_FULL', 'clock jump', 'kill'] as const;
export type MachineFault = (typeof machineFaults)[number];

export type FaultKind =
  | HttpFault
  | EndpointMood
  | SendFault
  | `lie: ${Lie}`
  | (typeof headFaults)[number]
  | ChainEvent
  | MachineFault;

/** How often each kind happens in a run; a kind that is missing never does. */
export interface Profile {
  /** Of all HTTP requests. */
  http: ReadonlyMap<HttpFault, number>;
  /** Of all steps, for each endpoint. */
  moods: ReadonlyMap<EndpointMood, number>;
  /** Of all sendings. */
  sends: ReadonlyMap<SendFault, number>;
  /** Of all answers that an endpoint in the mood for lying gives. */
  lies: ReadonlyMap<Lie, number>;
  staleHeads: number;
  /** Weights. */
  chain: ReadonlyMap<ChainEvent, number>;
  /** Of all steps. */
  machine: ReadonlyMap<MachineFault, number>;
}

/**
 * Each seed has its own kinds and rates: a run with everything at once hides what a run with little finds.
 */
export function profileOf(dice: Dice): Profile {
  const some = <Kind extends string>(kinds: readonly Kind[], share: number, most: number, of: string) =>
    new Map(
      kinds
        .filter((kind) => dice.chance(share, 'has', of, kind))
        .map((kind) => [kind, most * dice.roll('rate', of, kind)] as const),
    );
  return {
    http: some(httpFaults, 0.4, 0.08, 'http'),
    // Of those that lie only one does so at a time, and only what it is asked counts.
    moods: new Map([...some(endpointMoods, 0.4, 0.3, 'moods'), ...some(['lying'] as const, 0.3, 1, 'liars')]),
    sends: some(sendFaults, 0.4, 0.5, 'sends'),
    lies: some(lies, 0.6, 0.8, 'lies'),
    staleHeads: dice.chance(0.3, 'has stale heads') ? 0.2 * dice.roll('stale heads') : 0,
    // Without a market there is nothing to do.
    chain: new Map([
      ...some(chainEvents, 0.6, 3, 'chain'),
      ['mined', 3],
      ['exposure', 3],
      ['price', 1],
      ['crash', 1.5],
    ]),
    machine: some(machineFaults, 0.7, 0.6, 'machine'),
  };
}

/** Nothing but blocks. */
export const calm: Profile = {
  http: new Map(),
  moods: new Map(),
  sends: new Map(),
  lies: new Map(),
  staleHeads: 0,
  chain: new Map([['mined', 1]]),
  machine: new Map(),
};

/** One of the kinds, or none, by a throw in [0, 1): the rates lie side by side. */
export function chosen<Kind>(rates: ReadonlyMap<Kind, number>, roll: number): Kind | null {
  let rest = roll;
  for (const [kind, rate] of rates) {
    if (rest < rate) return kind;
    rest -= rate;
  }
  return null;
}

/** The same by weights: always one of them. */
export function weighted<Kind>(weights: ReadonlyMap<Kind, number>, roll: number): Kind | null {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return chosen(weights, roll * total);
}
