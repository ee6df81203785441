import type { Address } from 'viem';
import { foreignSubject } from '../../execute/transactions/foreignNonce.js';
import { signerSubject } from '../../execute/transactions/policy/policedSigner.js';
import type { AlertCode } from '../../model/alert.js';
import type { UnixMillis } from '../../model/units.js';
import { chainSubject, endpointSubject } from '../../observe/endpoints/endpointAlerts.js';
import type { RecordedAlert } from '../../record/queries/alerts.js';
import { gasSubject } from '../../tick/gasWatch.js';
import { driftSubjectsOf } from '../../tick/marginWatch.js';
import { diskSubject } from '../watchDisk.js';

/** What is there from now on. */
export interface Kept {
  ledgerFile: string;
  /** The folder of backups; undefined where none are made. */
  backupsTo: string | undefined;
  /** Of the operator's side, by name. */
  parts: readonly string[];
  /** Receivers of alerts, by name. */
  sinks: readonly string[];
  /** By name. */
  strategies: readonly string[];
  /** A strategy on each of its chains. */
  books: readonly KeptBook[];
  /** When the operator last said that everything may be sent; null while less may. */
  resumedAt: UnixMillis | null;
}

export interface KeptBook {
  /** As the ledger calls it. */
  name: string;
  chain: string;
  chainId: number;
  account: Address;
  /** Whether it sends anything. */
  isLive: boolean;
}

type Judge = (alert: Pick<RecordedAlert, 'subject' | 'openedAt'>, kept: Kept) => boolean;

const never: Judge = () => false;
const ofStrategy: Judge = ({ subject }, { strategies }) => !strategies.includes(subject);
const ofBook: Judge = ({ subject }, { books }) => !books.some(({ name }) => subject.startsWith(`${name} `));
const ofChain: Judge = ({ subject }, { books }) => !books.some(({ chainId }) => subject === chainSubject(chainId));
const ofLedger: Judge = ({ subject }, { ledgerFile }) => subject !== ledgerFile;
/** Where the chain is kept, its own loop tells which of its endpoints are gone. */
const ofEndpoint: Judge = ({ subject }, { books }) =>
  !books.some(({ chainId }) => subject.endsWith(endpointSubject('', chainId)));
const ofKey: Judge = ({ subject }, { books }) =>
  !books.some(({ isLive, account, chainId }) => isLive && subject === signerSubject(account, chainId));

/** Whether nobody looks any more at what an alert is about, so that it would stay open, and be repeated, for ever. */
export const isObsolete: Readonly<Record<AlertCode, Judge>> = {
  ENDPOINT_SILENT: ofEndpoint,
  ENDPOINT_STALE: ofEndpoint,
  ENDPOINT_LYING: ofEndpoint,
  ENDPOINT_WRONG_CHAIN: ofEndpoint,
  CHAIN_SILENT: ofChain,
  HEAD_OLD: ofChain,
  HEALTH_LOW: ofBook,
  HEALTH_URGENT: ofBook,
  VENUE_UNREAD: ofBook,
  RESCUE_FAILED: ofBook,
  MARGIN_DRIFT: ({ subject }, { books }) =>
    !books.some(({ account, chainId }) => subject.startsWith(driftSubjectsOf(account, chainId))),
  GAS_LOW: ({ subject }, { books }) =>
    !books.some(({ isLive, account, chain }) => isLive && subject === gasSubject(account, chain)),
  SIGNER_FAILED: ofKey,
  SIGNATURE_REFUSED: ofKey,
  RISK_UNTOLD: ofStrategy,
  PNL_UNEXPLAINED: ofStrategy,
  RELOAD_REFUSED: ofStrategy,
  // What is wrong in a ledger that was moved is found again where it lies now: it is verified at each start.
  AUDIT_BROKEN: ofLedger,
  AUDIT_UNSIGNED: ofLedger,
  DISK_LOW: ({ subject }, { ledgerFile }) => subject !== diskSubject(ledgerFile),
  BACKUP_FAILED: ({ subject }, { backupsTo }) => subject !== backupsTo,
  ALERT_SINK_DOWN: ({ subject }, { sinks }) => !sinks.includes(subject),
  // Of the whole side the thread itself is the judge, where there is one.
  OPERATOR_SIDE_FAILED: ({ subject }, { parts }) =>
    !parts.includes(subject) && (parts.length === 0 || subject !== 'operator side'),

  // A key may be stolen whoever keeps the account: a person has to say that it was them.
  NONCE_FOREIGN: ({ subject, openedAt }, { books, resumedAt }) =>
    resumedAt !== null &&
    resumedAt > openedAt &&
    !books.some(({ isLive, account, chainId }) => isLive && subject === foreignSubject({ account, chainId })),

  // Money is where no order says, until it is traded, or somebody takes it as it is: `breaks adopt`, `order close-list`.
  POSITION_BREAK: never,
  LEGS_APART: never,
  // Once it is closed, what lies in the wallet counts as dealt with for good, also when the account is kept again.
  LOOSE_COLLATERAL: never,
  // As open as that is in the ledger: a transaction, an order, a block, a question to people. It may still cost or bring money.
  ATTEMPT_UNKNOWN: never,
  TRANSACTION_STUCK: never,
  ORDER_UNKNOWN: never,
  ORDER_STALLED: never,
  BLOCK_STUCK: never,
  REVIEW_WAITING: never,
  // There is one of each, on every ledger.
  TRADING_HALTED: never,
  KEEPER_DIED: never,
  KEEPER_UNSTEADY: never,
};
