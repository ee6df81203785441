import type { ParentEventKind } from '../model/parentEvent.js';
import type { ParentStatus } from '../model/parentOrder.js';

/** For docs/orders.md. */
export const statusSentences: Readonly<Record<ParentStatus, string>> = {
  PendingNew: 'it is asked for; the keeper has not checked it yet',
  PendingReview: 'a person must look at it first',
  New: 'the keeper has taken it on; nothing of it is done',
  PartiallyFilled: 'some of it is done',
  Suspended: 'it is paused: nothing more is sent until somebody says `resume`',
  PendingReplace: 'a change is asked for; the keeper has not answered yet',
  PendingCancel: 'a cancel is asked for; the keeper has not answered yet',
  Filled: 'all of it is done',
  Canceled: 'the rest of it will not be done',
  Rejected: 'it was not taken on',
  Expired: 'its time was up; the rest of it will not be done',
};

export const eventSentences: Readonly<Record<ParentEventKind, string>> = {
  accept: 'the keeper takes it on, after all pre-trade checks at its full size',
  flag: 'a check wants a person to look at it',
  reject: 'a check, or a person, says no',
  trade: 'a child order has filled',
  bust: 'a fill did not happen after all: its block was reorganised away',
  trigger: 'its stop price was touched: it has none from then on',
  pause: 'somebody wants nothing more of it sent for now',
  resume: 'somebody lets it go on',
  requestCancel: 'somebody wants it to end',
  cancel: 'the keeper ends it: nothing of it is in flight that cannot be stopped',
  refuseCancel: 'the keeper does not end it',
  requestReplace: 'somebody wants other terms',
  replace: 'the keeper grants them',
  refuseReplace: 'the keeper does not',
  expire: 'its time is up',
};
