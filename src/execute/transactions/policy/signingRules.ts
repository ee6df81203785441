/**
 * What a key's policy looks at, in the order it looks. A refusal names the one that was broken. Those of the last group are the
 * operator's, and do not hold for what can only lower risk.
 */
export const signingRules = {
  form: 'the transaction is one of this account on this chain, and every field is what it says it is',
  creation: 'no contract is created',
  fees: 'gas, fee and tip are within what any honest transaction needs',
  target: 'it goes to a contract of a venue of the strategy, to a token that they pull, or takes a nonce back',
  function: 'its calldata is one that the venue knows of ballast, to the last byte',
  approval: 'an approval is to a known spender, and is for exactly what the next transactions of the order pull',
  transfer:
    'what is given away goes to an own account that the key may give to, and is what the order says, to the unit',
  recipient: 'whoever gets something is the account itself, or who the order of a transfer gives it to',
  value: 'the gas token that goes along is what the calls use, to the last wei',
  price: 'what it adds to what is at risk is known in USD',

  profile: 'a key that is `reduceOnly` signs nothing that may add risk',
  'transaction.notional': 'USD that one transaction may add to what is at risk',
  'day.notional': 'USD that all transactions of 24 hours may add to what is at risk',
  'transaction.gas': 'what gas and keepers of one transaction may cost',
  'day.gas': 'what gas and keepers of all transactions of 24 hours may cost',
} as const;

export type SigningRule = keyof typeof signingRules;

/** Why something is not signed. */
export interface SigningRefusal {
  rule: SigningRule;
  /** With the figure and the limit, in a sentence without a full stop. */
  text: string;
}

export const refuse = (rule: SigningRule, text: string): SigningRefusal => ({ rule, text });
