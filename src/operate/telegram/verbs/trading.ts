import { currentTradingState } from '../../../record/queries/currentTradingState.js';
import { changeTradingState, letsMore, type TradingVerb, tradingVerbs } from '../../changeTradingState.js';
import { duration } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import type { Outcome, Person, Said, Verb, VerbContext } from './verb.js';

/** Verbs that say what may be sent. To stop is quick; to let more be sent wants more right, and a code. */
export const trading: readonly Verb[] = [
  {
    ...{
      name: 'pause',
      args: '[why]',
      says: 'from now on only what lowers risk is sent',
      right: 'operate',
      code: 'sometimes',
    },
    run: (context, said) => say(context, said, 'pause'),
  },
  {
    ...{
      name: 'halt',
      args: '[why]',
      says: 'from now on nothing is sent, not even to survive',
      right: 'operate',
      code: 'always',
    },
    run: (context, said) => say(context, said, 'halt'),
  },
  {
    ...{ name: 'resume', args: '[why]', says: 'everything may be sent again', right: 'resume', code: 'always' },
    run: (context, said) => say(context, said, 'resume'),
  },
];

const means = {
  active: 'everything may be sent',
  reducing: 'only what lowers risk is sent',
  halted: 'nothing is sent, not even to survive: what nears liquidation is not rescued',
};

async function say(context: VerbContext, { person, args }: Said, verb: TradingVerb): Promise<Outcome> {
  const { ledger, now } = context;
  const current = await currentTradingState(ledger);
  const reason = args.join(' ');
  const state = tradingVerbs[verb];
  if (current.state === state) return { lines: [html`trading is ${state} already, by ${current.author}`] };
  const more = letsMore(verb, current.state);
  if (more && !person.rights.has('resume')) {
    return {
      lines: [
        html`trading is ${current.state}: to let more be sent wants the right to resume, and you have not got it`,
      ],
    };
  }
  if (!more && verb !== 'halt') return put(context, person, { verb, reason, seen: current.at });
  const since = current.at === 0 ? '' : ` since ${duration(now() - current.at)}, by ${current.author}`;
  const why = current.reason === '' ? html`` : html`: <code>${current.reason}</code>`;
  return {
    ask: [html`trading is <b>${current.state}</b>${since}${why}`, html`to make it <b>${state}</b>: ${means[state]}`],
    deed: {
      ...{ verb, right: more ? 'resume' : 'operate' },
      run: (then, who) => put(then, who, { verb, reason, seen: current.at }),
    },
  };
}

async function put(
  { ledger, now }: VerbContext,
  { author }: Person,
  word: { verb: TradingVerb; reason: string; seen: number },
): Promise<{ lines: Html[] }> {
  const { change, isNew } = await changeTradingState(ledger, { ...word, author, at: now() });
  if (!isNew) return { lines: [html`trading is ${change.state} already, by ${change.author}`] };
  return {
    lines: [html`<b>trading is ${change.state}</b>: ${means[change.state]}. The keeper obeys before it sends more`],
  };
}
