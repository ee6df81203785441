import { type Address, isAddress, isAddressEqual, isHex, zeroAddress } from 'viem';
import type { Alarms } from '../../../model/alert.js';
import { shortMessageOf } from '../../../model/error.js';
import type { KeyPolicy } from '../../../model/keyPolicy.js';
import type { Log } from '../../../model/log.js';
import { type UnixMillis, unixMillis, wei } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import type { Ledger } from '../../../record/ledger.js';
import { askedSince } from '../../../record/queries/signatures.js';
import { insertSignature } from '../../../record/statements/signatures.js';
import { createOneAtATime } from '../oneAtATime.js';
import type { SignedTransaction, Signer, SigningPurpose, UnsignedTransaction } from '../signer.js';
import { SignerError } from '../signerError.js';
import { verifySigned } from '../verifySigned.js';
import { spendingOf } from './budgets.js';
import { judgeSigning, type SigningVerdict } from './judgeSigning.js';
import type { KnownVenue } from './readCalls.js';
import { SignatureRefused } from './signatureRefused.js';

export interface PolicedSignerOptions {
  /** Holds the key, or speaks with what does. */
  signer: Signer;
  account: Address;
  chainId: number;
  policy: KeyPolicy;
  /** Of the strategy that the key is for. */
  venues: readonly KnownVenue[];
  ledger: Ledger;
  alarms: Alarms;
  now: () => UnixMillis;
  log: Log;
}

const day = 24 * 3_600_000;

/**
 * The only way to a key: judges the decoded calldata of everything that is to be signed, commits what was asked and what was
 * made of it before the key is used, and looks at what comes back. One request after the other, so that no two of them spend
 * the same budget.
 * @throws SignerError when the signer is not the account's
 */
export function createPolicedSigner(options: PolicedSignerOptions): Signer {
  const { signer, account, chainId, policy, venues, ledger, alarms, now, log } = options;
  if (!isAddressEqual(signer.address, account)) {
    throw new SignerError(`the signer is for ${signer.address}, and the account is ${account}`);
  }
  const subject = signerSubject(account, chainId);
  const oneAtATime = createOneAtATime();

  async function sign(transaction: UnsignedTransaction, purpose: SigningPurpose): Promise<SignedTransaction> {
    const at = now();
    const since = unixMillis(at - day);
    const asked = await askedSince(ledger, { account, chainId, since });
    const spent = spendingOf(asked, transaction.nonce);
    const verdict = judgeSigning({ transaction, purpose, account, chainId, venues, policy, spent });
    await ledger.commit(insertSignature(rowOf(transaction, purpose, verdict, at)));
    const { refused, does } = verdict;
    const facts = { at: 'signer', order: purpose.order, nonce: transaction.nonce };
    if (refused) {
      const error = new SignatureRefused(purpose.order, refused);
      log.error({ ...facts, rule: refused.rule, text: refused.text }, 'not signed');
      await alarms.raise({ code: 'SIGNATURE_REFUSED', subject, text: `${refused.rule}: ${refused.text}` });
      throw error;
    }
    // A refusal is looked at by a person; that something else was signed since then does not mean that one did.
    if (asked.every((one) => one.allowed)) await alarms.resolve({ code: 'SIGNATURE_REFUSED', subject });
    log.info({ ...facts, does }, 'signing');
    try {
      const { bytes } = await signer.sign(transaction, purpose);
      const signed = await verifySigned(bytes, transaction, account);
      await alarms.resolve({ code: 'SIGNER_FAILED', subject });
      return signed;
    } catch (error) {
      const facts = error instanceof SignerError ? error.facts : [];
      await alarms.raise({ code: 'SIGNER_FAILED', subject, text: [shortMessageOf(error), ...facts].join('; ') });
      throw error;
    }
  }

  const rowOf = (
    transaction: UnsignedTransaction,
    { order }: SigningPurpose,
    verdict: SigningVerdict,
    at: UnixMillis,
  ) => ({
    ...{ id: newId(at), order, account, chainId, at },
    ...keepable(transaction),
    gasCost: verdict.gasCost,
    allowed: verdict.refused === null,
    text: verdict.refused === null ? '' : `${verdict.refused.rule}: ${verdict.refused.text}`,
    does: verdict.does,
    notional: verdict.notional,
  });

  return {
    address: account,
    // What is judged is what is signed: nobody can change it meanwhile, and fields that nobody judges are left out.
    sign: (transaction, purpose) => {
      const judged = only(transaction);
      return oneAtATime(() => sign(judged, { ...purpose }));
    },
  };
}

/** Subject of the alerts of a key. */
export const signerSubject = (account: Address, chainId: number): string => `${account} on chain ${chainId}`;

function only(transaction: UnsignedTransaction): UnsignedTransaction {
  const { chainId, nonce, to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  return Object.freeze({ chainId, nonce, to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas });
}

/** Characters of calldata that are kept of what is refused for its size. */
const mostKept = 262_146;

/** What makes no sense must still be recorded, as well as columns can hold it. */
function keepable({ nonce, to, data, value }: UnsignedTransaction) {
  return {
    nonce: Number.isSafeInteger(nonce) ? nonce : -1,
    to: isAddress(to, { strict: false }) ? to : zeroAddress,
    data: isHex(data) ? (data.slice(0, mostKept) as typeof data) : ('0x' as const),
    value: typeof value === 'bigint' ? value : wei(0n),
  };
}
