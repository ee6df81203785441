import type { Hash } from 'viem';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger, Work } from '../../record/ledger.js';
import type { Sender } from '../../record/queries/attempts.js';
import { currentTradingState } from '../../record/queries/currentTradingState.js';
import { foreignNonceAlerts } from '../../record/queries/foreignNonceAlerts.js';
import { raiseAlert, resolveAlert } from '../../record/statements/alerts.js';
import { startReducing } from '../../record/statements/startReducing.js';

/** Nonces of the account that transactions used which are not in the journal. */
export interface ForeignUse extends Sender {
  first: number;
  last: number;
  /** Of the last one; null when it could not be found. */
  hash: Hash | null;
}

/** What has been said of them so far. */
export interface ToldForeign {
  /** The highest nonce that was told of; null: none ever. */
  last: number | null;
  isOpen: boolean;
  /** The operator has resumed since: it was their own hand, and they know. */
  isAnswered: boolean;
}

export const foreignSubject = ({ account, chainId }: Sender): string => `${account} on chain ${chainId}`;

/** `toldForeign` reads it back, so that a nonce is told of once, whatever was resolved or started again since. */
export function sayForeign({ first, last, hash, ...sender }: ForeignUse): string {
  const nonces = first === last ? `nonce ${last}` : `nonces ${first} to ${last}`;
  const user = hash ? `transaction ${hash}` : 'a transaction';
  return `${nonces} of ${foreignSubject(sender)}: used by ${user}, which ballast did not make`;
}

const lastIn = (text: string): number => Number(/^nonces? (?:\d+ to )?(\d+) /.exec(text)?.[1] ?? Number.NaN);

export async function toldForeign(ledger: Ledger, sender: Sender): Promise<ToldForeign> {
  const told = await foreignNonceAlerts(ledger, foreignSubject(sender));
  const open = told.find(({ resolvedAt }) => resolvedAt === null);
  const { state, at } = await currentTradingState(ledger);
  const lasts = told.map(({ text }) => lastIn(text)).filter((last) => Number.isSafeInteger(last));
  return {
    last: lasts.length > 0 ? Math.max(...lasts) : null,
    isOpen: open !== undefined,
    isAnswered: open !== undefined && state === 'active' && at > open.openedAt,
  };
}

/**
 * The alert of a foreign nonce, opened anew where the operator has answered the one before.
 * @param mustReduce where a transaction of ours was to have the nonce; else an operator may just act by hand
 */
export function foreignWork(use: ForeignUse, told: ToldForeign, mustReduce: boolean, at: UnixMillis): Work {
  const alert = { code: 'NONCE_FOREIGN', subject: foreignSubject(use), at } as const;
  const text = sayForeign(use);
  return [
    told.isAnswered ? resolveAlert(alert) : [],
    raiseAlert({ ...alert, text }),
    mustReduce ? startReducing({ reason: text, author: 'ballast', at }) : [],
  ];
}

/** The operator has said that it was them. */
export const answeredWork = (sender: Sender, at: UnixMillis): Work =>
  resolveAlert({ code: 'NONCE_FOREIGN', subject: foreignSubject(sender), at });
