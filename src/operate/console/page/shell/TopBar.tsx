import type { OverviewView } from '../../../views/overview.js';
import { Icon } from '../parts/Icon.js';
import { useNow } from '../state/clock.js';
import { isOld } from '../state/freshness.js';
import { figure } from '../state/numbers.js';
import { useStore } from '../state/store.js';
import { streamStore } from '../state/stream.js';
import { lasting } from '../state/times.js';
import { TradingState } from './TradingState.js';

/** How the keeper stands, on every page: what it may do, and how old what it sees is. */
export const TopBar = ({ overview }: { overview: OverviewView | null }) => (
  <header class="top">
    <TradingState overview={overview} />
    <div class="rest">
      <Pulse overview={overview} />
    </div>
  </header>
);

function Pulse({ overview }: { overview: OverviewView | null }) {
  const stream = useStore(streamStore);
  const now = useNow();
  const oldest = overview?.heads.toSorted((one, other) => (other.ageMs ?? 0) - (one.ageMs ?? 0))[0];
  const isStopped = overview?.daemon.running === false;
  const isWell =
    stream.state === 'live' && overview !== null && !isStopped && !isOld(overview, now) && oldest?.isOld !== true;
  const said = isWell ? 'live' : isStopped ? 'no daemon' : 'old';
  const words = stream.state === 'lost' ? 'not connected' : stream.state === 'joining' ? 'connecting' : said;
  const age =
    overview && oldest?.ageMs !== null && oldest?.ageMs !== undefined
      ? oldest.ageMs + Math.max(0, now - overview.asOf)
      : null;
  return (
    <span class="pulse">
      <span class={isWell ? 'ink-good' : 'ink-warn'}>
        <Icon name={isWell ? 'good' : 'warn'} />
      </span>
      <span class="words">{words}</span>
      {oldest?.block !== undefined && oldest.block !== null && (
        <span class="num wide-only" title={`newest block of ${oldest.chain}`}>
          block {figure(oldest.block, 0)}
        </span>
      )}
      {age !== null && <span class="num age">{lasting(age)}</span>}
    </span>
  );
}
