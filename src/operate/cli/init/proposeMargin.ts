import { sayNumber } from '../../../assess/sayNumber.js';
import type { VenueId } from '../../../model/instrument.js';
import type { MarginRisk } from '../../../model/riskReport.js';
import { marginAccountsOf } from '../../../model/snapshot.js';
import { venueKindOf } from '../../../venues/venues.js';
import { habitOf } from './habits.js';
import type { Held, ProposedRule } from './proposal.js';
import { round, usd } from './rounding.js';

/** First aid, last resort, and a stop where one can rest: for each margin account of a venue. */
export function proposeMargin(held: Held, venue: VenueId): ProposedRule[] {
  const { topUp, deleverage, protect, says } = habitOf(venue);
  const sources = sourcesFor(held, venue);
  const standing = sayStanding(worstOf(held, venue), topUp.below);
  const least = { key: 'minimum', value: '50 usd', note: 'not worth the gas below' };
  const most = usd(Math.max(500, round(held.report.portfolio.equity / 10)));
  const rests = venueKindOf(venue)?.rests === true;
  return [
    {
      why: [`Margin of ${venue}: ${says}.`, standing],
      fields: [
        { key: 'topUp', value: `${venue} *` },
        { key: 'when', value: `health < ${topUp.below}` },
        { key: 'to', value: String(topUp.to) },
        { key: 'from', value: list(sources.map((symbol) => `wallet ${symbol}`)) },
        least,
        { key: 'maximum', value: most, note: 'at most this in one go' },
        { key: 'cooldown', value: '1m' },
      ],
      active: sources.length > 0,
    },
    {
      why: [`When the wallet is empty: become smaller. It begins below the top-up, so collateral comes first.`],
      fields: [
        { key: 'deleverage', value: `${venue} *` },
        { key: 'when', value: `health < ${deleverage.below}` },
        { key: 'to', value: String(deleverage.to) },
        { key: 'maxSlippage', value: deleverage.maxSlippage },
        { key: 'cooldown', value: '1m' },
      ],
      active: true,
    },
    ...(protect !== undefined && rests
      ? [
          {
            why: [`A stop that rests at ${venue}, for the day this machine is dead. It comes after every other rule.`],
            fields: [
              { key: 'protect', value: `${venue} *` },
              { key: 'at', value: String(protect) },
            ],
            active: true,
          },
          {
            why: ['Funding received lies at the venue until it is collected.'],
            fields: [{ key: 'claim', value: venue }],
            active: true,
          },
        ]
      : []),
  ];
}

/** The collateral of what is there, where the wallet is watched for it; dollars where nothing is there yet. */
function sourcesFor(
  { snapshot, tokens, watch }: Pick<Held, 'snapshot' | 'tokens' | 'watch'>,
  venue: VenueId,
): string[] {
  const inWallet = watch.find((one) => one.venue === 'wallet')?.names ?? [];
  const taken = snapshot.readings.filter((one) => one.venue === venue).flatMap(({ funding }) => funding);
  const used = marginAccountsOf(snapshot)
    .filter((account) => account.venue === venue)
    .map(({ collateral }) => collateral.symbol);
  const usable = taken.map(({ token }) => token.symbol);
  const wanted = used.length > 0 ? used : usable.filter((symbol) => tokens[symbol]?.underlying === null);
  return [...new Set(wanted)].filter((symbol) => inWallet.includes(symbol));
}

const worstOf = ({ report }: Held, venue: VenueId): MarginRisk | null =>
  report.marginAccounts
    .filter((one) => one.venue === venue && Number.isFinite(one.health))
    .sort((a, b) => a.health - b.health)[0] ?? null;

function sayStanding(worst: MarginRisk | null, below: number): string {
  if (!worst) return 'Nothing there can be liquidated today.';
  const distance = Number.isFinite(worst.liquidationDistance)
    ? `, ${sayNumber(Number((worst.liquidationDistance * 100).toPrecision(2)))} % of the price from liquidation`
    : '';
  const now = `Today's worst is ${worst.marginAccount} at ${sayNumber(Number(worst.health.toPrecision(3)))}${distance}`;
  return worst.health < below ? `${now}: the rule would act at once.` : `${now}.`;
}

const list = (items: readonly string[]): string => (items.length === 1 ? (items[0] ?? '') : `[${items.join(', ')}]`);
