import type { ParentEventKind } from './parentEvent.js';
import type { ParentStatus } from './parentOrder.js';

type Moves = Readonly<Partial<Record<ParentEventKind, readonly ParentStatus[]>>>;

const working = ['New', 'PartiallyFilled', 'Suspended'] as const;
const asItWas = ['PendingNew', 'PendingReview', ...working] as const;
const ends = { cancel: ['Canceled'], expire: ['Expired'] } as const satisfies Moves;
const asked = { requestCancel: ['PendingCancel'], requestReplace: ['PendingReplace'] } as const satisfies Moves;

/**
 * Where each event may lead an order of each status to; what is not here cannot happen. Which of several it is depends on
 * quantities, and on what else is asked for: `parentAfter`.
 */
export const parentMoves: Readonly<Record<ParentStatus, Moves>> = {
  PendingNew: {
    accept: ['New', 'Suspended'],
    flag: ['PendingReview'],
    reject: ['Rejected'],
    pause: ['PendingNew'],
    resume: ['PendingNew'],
    ...asked,
    ...ends,
  },
  PendingReview: {
    accept: ['New', 'Suspended'],
    reject: ['Rejected'],
    pause: ['PendingReview'],
    resume: ['PendingReview'],
    ...asked,
    ...ends,
  },
  New: {
    trade: ['PartiallyFilled', 'Filled'],
    trigger: ['New'],
    pause: ['Suspended'],
    ...asked,
    ...ends,
  },
  PartiallyFilled: {
    trade: ['PartiallyFilled', 'Filled'],
    bust: ['New', 'PartiallyFilled'],
    trigger: ['PartiallyFilled'],
    pause: ['Suspended'],
    ...asked,
    ...ends,
  },
  Suspended: {
    trade: ['Suspended', 'Filled'],
    bust: ['Suspended'],
    resume: ['New', 'PartiallyFilled'],
    ...asked,
    ...ends,
  },
  PendingReplace: {
    trade: ['PendingReplace', 'Filled'],
    bust: ['PendingReplace'],
    pause: ['PendingReplace'],
    resume: ['PendingReplace'],
    replace: ['PendingNew', ...working, 'Filled'],
    refuseReplace: asItWas,
    ...asked,
    ...ends,
  },
  PendingCancel: {
    trade: ['PendingCancel', 'Filled'],
    bust: ['PendingCancel'],
    refuseCancel: [...asItWas, 'PendingReplace'],
    ...ends,
  },
  Filled: {
    trade: ['Filled'],
    bust: ['Filled', ...working, 'PendingReplace', 'PendingCancel'],
  },
  Canceled: { trade: ['Canceled'], bust: ['Canceled'] },
  Expired: { trade: ['Expired'], bust: ['Expired'] },
  Rejected: {},
};
