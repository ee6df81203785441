import type { Rule } from '../../model/strategy.js';
import { type Field, quantity, word } from './field.js';
import {
  sayAccounts,
  sayBand,
  sayBps,
  sayDuration,
  sayList,
  sayNumber,
  sayShare,
  saySource,
  sayUsd,
} from './sayValue.js';

/** What a rule says, field by field, by the names that a file has for them. */
export function ruleFields(rule: Rule): Field[] {
  const base = [
    word('when', rule.when.source),
    // What waits longer leaves a position as it is for longer.
    quantity('cooldown', rule.cooldown, sayDuration, 'up'),
    ...(rule.chain === undefined ? [] : [word('chain', rule.chain)]),
  ];
  switch (rule.kind) {
    case 'hedge':
      return [
        word('hedge', rule.underlying),
        ...base,
        quantity('to', rule.to, sayNumber),
        word('on', sayList(rule.on)),
        word('crossHedge', rule.crossHedge === null ? 'none' : sayShare(rule.crossHedge)),
        bandField(rule),
        word('aim', rule.aim),
        quantity('hysteresis', rule.hysteresis, sayNumber, 'up'),
        quantity('hold', rule.hold, sayDuration),
        quantity('maxSlippage', rule.maxSlippage, sayBps, 'up'),
        quantity('minimum', rule.minimum, sayNumber, 'up'),
        quantity('leverage', rule.leverage, sayNumber, 'up'),
      ];
    case 'topUp':
      return [
        word('topUp', sayAccounts(rule.accounts)),
        ...base,
        quantity('to', rule.to, sayNumber, 'down'),
        word('from', sayList(rule.from.map((token) => `wallet ${token}`))),
        quantity('minimum', rule.minimum, sayUsd, 'up'),
        quantity('maximum', rule.maximum, sayUsd, 'down'),
      ];
    case 'deleverage':
      return [
        word('deleverage', sayAccounts(rule.accounts)),
        ...base,
        quantity('to', rule.to, sayNumber, 'down'),
        // Less is paid with a smaller one, and less is sure to be done.
        quantity('maxSlippage', rule.maxSlippage, sayBps),
        quantity('minimum', rule.minimum, sayUsd, 'up'),
      ];
    case 'rebalance':
      return [
        word('rebalance', sayList(rule.accounts.map(sayAccounts))),
        ...base,
        quantity('to', rule.to, sayNumber, 'down'),
        word('from', sayList(rule.from.map(saySource))),
        ...Object.entries(rule.keep).map(([token, amount]) => quantity(`keep.${token}`, amount, sayNumber)),
        word('swap', rule.swap.length > 0 ? sayList(rule.swap) : 'none'),
        quantity('maxSlippage', rule.maxSlippage, sayBps),
        quantity('reduce', Number(rule.reduce), (value) => String(value === 1), 'down'),
        quantity('returnAbove', rule.returnAbove, sayNumber, 'down'),
        word('lend', rule.lend === null ? 'none' : sayAccounts(rule.lend)),
        quantity('minimum', rule.minimum, sayUsd, 'up'),
        quantity('hold', rule.hold, sayDuration),
      ];
    case 'protect':
      return [
        word('protect', sayAccounts(rule.accounts)),
        ...base,
        quantity('at', rule.at, sayNumber, 'down'),
        quantity('tolerance', rule.tolerance, sayBps, 'up'),
        word('maxSlippage', rule.maxSlippage === null ? 'any' : sayBps(rule.maxSlippage)),
      ];
    case 'claim':
      return [
        word('claim', rule.venue, 'neither'),
        ...base.map((field): Field => ({ ...field, looser: 'neither' })),
        quantity('minimum', rule.minimum, sayUsd, 'neither'),
      ];
  }
}

/** Of two bands of one kind the wider lets the delta wander further. */
function bandField({ band }: Extract<Rule, { kind: 'hedge' }>): Field {
  const said = sayBand(band);
  switch (band.kind) {
    case 'fixed':
      return { name: 'band', said, value: band.width, looser: 'up' };
    case 'gamma':
      return { name: 'band', said, value: band.move, looser: 'up' };
    case 'every':
      return { name: 'band', said, value: band.interval, looser: 'up' };
    default:
      return word('band', said);
  }
}
