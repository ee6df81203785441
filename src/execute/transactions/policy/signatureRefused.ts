import type { Id } from '../../../model/order.js';
import { SignerError } from '../signerError.js';
import { type SigningRefusal, type SigningRule, signingRules } from './signingRules.js';

/** The policy of a key does not let it sign this. The same request is refused again. */
export class SignatureRefused extends SignerError {
  override name = 'SignatureRefused';
  readonly rule: SigningRule;

  constructor(order: Id, { rule, text }: SigningRefusal) {
    super(`the key's policy refuses to sign: ${text}`, {
      facts: [`order ${order}`, `rule ${rule}: ${signingRules[rule]}`],
      mend: mendOf(rule),
      retryable: false,
    });
    this.rule = rule;
  }
}

function mendOf(rule: SigningRule): string {
  if (rule === 'transfer') {
    return 'if the transfer is yours, name its receiver under `policy: transfersTo:` of the key, in `keys:` of ballast.yaml';
  }
  return rule.includes('.') || rule === 'profile'
    ? 'wait until the budget has room again, or raise it: `policy` of the key, or `limits` of the strategy'
    : 'nothing of ballast asks for this: find out what did before going on';
}
