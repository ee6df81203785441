import { shortId } from '../../../model/order.js';
import type { DecisionView } from '../../views/decision.js';
import type { OrderView } from '../../views/order.js';
import type { OrderEventView } from '../../views/orderEvents.js';
import { after, ago } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { change, health, price, usd } from './figures.js';
import { sayOrder } from './sayOrders.js';

/** Why something was done, or was not. */
export function sayDecision(view: DecisionView): Html[] {
  const { decision, at: now, size, ways, checks, read, underlyings, equityUsd, worstHealth, orders } = view;
  const told = checks.filter(({ verdict }) => verdict !== 'pass');
  return [
    html`<b>${decision.rule}</b>: <b>${decision.outcomeText}</b>, ${ago(now - decision.at)}`,
    ...(decision.what === null ? [] : [html`<code>${decision.what}</code> (${usd(decision.notionalUsd)})`]),
    ...titled('because', decision.because),
    ...titled('size', size),
    ...titled('not', decision.not),
    ...ways.map(({ describe, isChosen, totalUsd, not }) =>
      isChosen
        ? html`chose <code>${describe}</code>, est. ${usd(totalUsd, 2)}`
        : html`not <code>${describe}</code>, est. ${usd(totalUsd, 2)}${not === '' ? '' : ': '}${not === '' ? '' : html`<code>${not}</code>`}`,
    ),
    html`${decision.checksPassed} checks passed${told.length === 0 ? '' : `, ${told.length} did not`}`,
    ...told.map(({ code, verdict, text }) => html`🟠 ${verdict} ${code}: <code>${text}</code>`),
    html`the book then: ${underlyings.map((one) => `${one.underlying} ${price(one.priceUsd)}, delta ${change(one.deltaUsd)}`).join('; ')}; equity ${usd(equityUsd)}, worst health ${health(worstHealth)}`,
    ...orders.flatMap(({ order, events, costText }) => [
      html``,
      ...sayOrder(order, now),
      ...events.map(sayEvent),
      ...(costText === null ? [] : [html`cost ${costText}`]),
    ]),
    html`<i>${decision.strategy}, block ${read.blockNumber}, decision ${shortId(decision.id)}, file ${decision.strategyHash.slice(0, 10)}</i>`,
  ];
}

const titled = (title: string, texts: readonly string[]): Html[] =>
  texts.map((text) => html`${title} <code>${text}</code>`);

/** One order's story, the newest of it where it is long. */
export function sayStory(view: OrderView): Html[] {
  const { order, at: now, events, slippageBps, arrivalPriceUsd, changeAsked, legs } = view;
  const most = 30;
  const hidden = events.length - most;
  return [
    ...sayOrder(order, now),
    ...(slippageBps === null ? [] : [html`${change(slippageBps, 'bps')} against ${price(arrivalPriceUsd)} on arrival`]),
    ...(changeAsked === null ? [] : [html`to be: <code>${changeAsked}</code>`]),
    ...(legs === null ? [] : legs.next.map((text) => html`legs: ${text}`)),
    ...(hidden > 0 ? [html`<i>${hidden} earlier events are in the console</i>`] : []),
    ...events.slice(-most).map(sayEvent),
  ];
}

const lamps = { good: '', plain: '', warn: '🟠 ', bad: '🔴 ' };

function sayEvent({ afterMs, title, text, tone, by, transactionHash }: OrderEventView): Html {
  const who = by === null || by === 'ballast' ? '' : ` by ${by}`;
  const hash = transactionHash === null ? '' : ` tx ${transactionHash.slice(0, 10)}…`;
  return html`${lamps[tone]}${after(afterMs)} <b>${title}</b>${who}${hash} ${text === '' ? '' : html`<code>${text}</code>`}`;
}
