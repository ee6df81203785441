import type { BookView } from '../../views/book.js';
import type { Scrape } from '../scrape.js';
import { type Figure, gauge, type MonitoringMetric, one, seconds, yes } from './metric.js';

const perBook =
  (figure: (book: BookView) => Figure): MonitoringMetric['read'] =>
  ({ overview }) =>
    overview.books.flatMap((book) => one({ book: book.strategy }, figure(book)));

const perRisk =
  (figure: (deep: NonNullable<Scrape['books'][number]['deep']>) => Figure): MonitoringMetric['read'] =>
  ({ books }) =>
    books.flatMap(({ strategy, deep }) => (deep ? one({ book: strategy }, figure(deep)) : []));

/** How each book stands. */
export const bookMetrics: readonly MonitoringMetric[] = [
  gauge(
    'ballast_book_info',
    'Always 1; its mode and the hash of the strategy file that decides',
    ['book', 'mode', 'hash'],
    ({ overview, books: read }) =>
      overview.books.map(({ strategy, mode }) => ({
        labels: {
          book: strategy,
          mode,
          hash: (read.find((book) => book.strategy === strategy)?.hash ?? '').slice(0, 18),
        },
        value: 1,
      })),
  ),
  gauge(
    'ballast_equity_usd',
    'Of the whole book',
    ['book'],
    perBook(({ equityUsd }) => equityUsd),
  ),
  gauge(
    'ballast_equity_change_day_usd',
    'Since 24 hours ago',
    ['book'],
    perBook(({ equityChangeUsd }) => equityChangeUsd),
  ),
  gauge(
    'ballast_net_delta_usd',
    'Of all underlyings together',
    ['book'],
    perBook(({ deltaUsd }) => deltaUsd),
  ),
  gauge('ballast_delta_units', 'In units of the underlying', ['book', 'underlying'], ({ overview }) =>
    overview.books.flatMap(({ strategy, deltas }) =>
      deltas.flatMap(({ underlying, delta }) => one({ book: strategy, underlying }, delta)),
    ),
  ),
  gauge('ballast_delta_outside_band', '1 while a rule would hedge it', ['book', 'underlying'], ({ overview }) =>
    overview.books.flatMap(({ strategy, deltas }) =>
      deltas.flatMap(({ underlying, band }) => (band ? one({ book: strategy, underlying }, yes(band.outside)) : [])),
    ),
  ),
  gauge(
    'ballast_worst_health_ratio',
    'The worst of its margin accounts: equity / maintenance; 1 is liquidatable',
    ['book'],
    perBook(({ worstHealth }) => worstHealth),
  ),
  gauge(
    'ballast_health_ratio',
    'Equity / maintenance; 1 is liquidatable',
    ['book', 'venue', 'margin_account'],
    ({ overview }) =>
      overview.books.flatMap(({ strategy, marginAccounts }) =>
        marginAccounts.flatMap(({ id, venue, health }) => one({ book: strategy, venue, margin_account: id }, health)),
      ),
  ),
  gauge(
    'ballast_wall_distance_ratio',
    'How far the nearest liquidation is in price: 0.2 is a move by 20 %',
    ['book'],
    perBook(({ nearestWall }) =>
      nearestWall?.change === null || nearestWall?.change === undefined ? null : Math.abs(nearestWall.change),
    ),
  ),
  gauge(
    'ballast_wall_distance_deviations',
    'The same in standard deviations of a day',
    ['book'],
    perBook(({ nearestWall }) => nearestWall?.deviations),
  ),
  gauge(
    'ballast_runway_hours',
    'Until it is as likely as not that an account has been liquidatable',
    ['book'],
    perBook(({ runwayHours }) => runwayHours),
  ),
  gauge(
    'ballast_touch_probability_ratio',
    'That an account is liquidatable within 24 hours, 0 to 1',
    ['book'],
    perBook(({ touchProbability }) => touchProbability),
  ),
  gauge(
    'ballast_value_at_risk_95_usd',
    'Lost within 24 hours at most, in 95 of 100 cases',
    ['book'],
    perRisk(({ valueAtRisk95 }) => valueAtRisk95),
  ),
  gauge(
    'ballast_value_at_risk_99_usd',
    'The same, in 99 of 100',
    ['book'],
    perRisk(({ valueAtRisk99 }) => valueAtRisk99),
  ),
  gauge(
    'ballast_expected_shortfall_usd',
    'Lost on average in the worst 2.5 of 100 cases',
    ['book'],
    perRisk(({ expectedShortfall975 }) => expectedShortfall975),
  ),
  gauge('ballast_book_age_seconds', 'Since its newest tick', ['book'], ({ overview, now }) =>
    overview.books.flatMap(({ strategy, liveAt }) =>
      liveAt === null ? [] : one({ book: strategy }, seconds(now - liveAt)),
    ),
  ),
  gauge(
    'ballast_skipped_blocks',
    'Blocks that passed unseen before its newest recorded tick',
    ['book'],
    ({ books: read }) => read.flatMap(({ strategy, skippedBlocks }) => one({ book: strategy }, skippedBlocks)),
  ),
  gauge(
    'ballast_venue_unread',
    '1 for a venue that could not be read at the newest recorded tick',
    ['book', 'venue'],
    ({ overview }) =>
      overview.books.flatMap(({ strategy, unread }) =>
        unread.map(({ venue }) => ({ labels: { book: strategy, venue }, value: 1 })),
      ),
  ),
];
