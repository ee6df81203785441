import type { ComponentChildren } from 'preact';
import type { OverviewView } from '../../../views/overview.js';
import { Button } from '../parts/Button.js';
import { Icon, type IconName } from '../parts/Icon.js';
import { clockGap, useNow } from '../state/clock.js';
import { isOld, isUnheard } from '../state/freshness.js';
import { useStore } from '../state/store.js';
import { newerPageStore, streamStore } from '../state/stream.js';
import { lasting } from '../state/times.js';
import { tradingWords } from './TradingState.js';

/** What must be known whatever page is open: that what stands here is old, and why; that a newer page is there; that ballast is stopped. */
export function Banners({ overview }: { overview: OverviewView | null }) {
  const stream = useStore(streamStore);
  const newer = useStore(newerPageStore);
  return (
    <div role="status" aria-live="polite">
      {newer && (
        <Banner tone="note" icon="info">
          <strong>A newer console is here.</strong> ballast was upgraded since this page was opened.
          <Button
            whyNot={
              stream.state === 'lost' ? 'Not connected: this page would be lost, and the newer one not come.' : null
            }
            onClick={() => location.reload()}
          >
            Load it
          </Button>
        </Banner>
      )}
      {stream.state === 'lost' ? (
        <Lost since={stream.since} asOf={overview?.asOf ?? null} />
      ) : (
        overview && <Stale overview={overview} />
      )}
      {overview && overview.trading.state !== 'active' && (
        <Banner
          tone={overview.trading.state === 'halted' ? 'bad' : 'warn'}
          icon={tradingWords[overview.trading.state].icon}
        >
          <strong>{tradingWords[overview.trading.state].name}</strong> by {overview.trading.author}
          {overview.trading.reason && <>: {overview.trading.reason}</>}. ballast{' '}
          {tradingWords[overview.trading.state].means}.
        </Banner>
      )}
    </div>
  );
}

const Banner = ({ tone, icon, children }: { tone: string; icon: IconName; children: ComponentChildren }) => (
  <div class={`banner ${tone}`}>
    <Icon name={icon} />
    <span>{children}</span>
  </div>
);

function Lost({ since, asOf }: { since: number; asOf: number | null }) {
  const now = useNow();
  const age = asOf === null ? null : now - asOf;
  const isOffline = navigator.onLine === false;
  // A daemon that starts again is back in a second or two: no reason to startle anybody.
  if (Date.now() - since < 1_500 && !isOffline) return null;
  return (
    <Banner tone="bad" icon="bad">
      <strong>{isOffline ? 'This device is offline.' : 'ballast does not answer.'}</strong>{' '}
      {age === null ? 'Nothing is known yet.' : `What stands here is ${lasting(age)} old.`} Nothing can be asked of it
      now, and nothing waits to be sent; ballast itself may well go on.
    </Banner>
  );
}

function Stale({ overview }: { overview: OverviewView }) {
  const now = useNow();
  const { daemon, newestAt } = overview;
  const gap = clockGap();
  if (!daemon.running && daemon.startedAt !== null) return <Stopped overview={overview} now={now} />;
  if (daemon.running && !isOld(overview, now)) {
    const old = overview.heads.find((one) => one.isOld && one.block !== null);
    if (old) {
      return (
        <Banner tone="warn" icon="warn">
          <strong>
            No new block of {old.chain} for {lasting((old.ageMs ?? 0) + Math.max(0, now - overview.asOf))}.
          </strong>{' '}
          Nothing is decided there until one comes.
        </Banner>
      );
    }
    const unseen = overview.heads.find((one) => one.block === null);
    if (unseen) {
      return (
        <Banner tone="warn" icon="warn">
          <strong>No block of {unseen.chain} was seen yet.</strong> Nothing is decided there until one comes.
        </Banner>
      );
    }
    const recovering = overview.heads.find((one) => one.isRecovering);
    if (recovering) {
      return (
        <Banner tone="note" icon="info">
          <strong>ballast recovers on {recovering.chain}.</strong> It has started, and settles first what was left open:
          nothing is decided there until then.
        </Banner>
      );
    }
    if (Math.abs(gap) < 60_000) return null;
    return (
      <Banner tone="note" icon="info">
        The clock of this device is {lasting(Math.abs(gap))} {gap > 0 ? 'behind' : 'ahead of'} ballast’s: ages are told
        by ballast’s.
      </Banner>
    );
  }
  return (
    <Banner tone="warn" icon="warn">
      <strong>{newestAt === null ? 'Nothing was seen yet.' : `As of ${lasting(now - newestAt)} ago.`}</strong>{' '}
      {!daemon.running
        ? 'No daemon has run on this ledger: start one with `ballast run`.'
        : isUnheard(overview, now)
          ? 'Nothing newer was heard of it yet.'
          : 'The daemon runs, and has written nothing new since: no block came, or it could not be read.'}
    </Banner>
  );
}

/** Nobody keeps the book: how long, and how old what stands here is. */
function Stopped({ overview: { daemon, newestAt }, now }: { overview: OverviewView; now: number }) {
  const since = daemon.endedAt ?? daemon.seenAt;
  return (
    <Banner tone="warn" icon="warn">
      <strong>
        {since === null ? 'No daemon runs.' : `No daemon has run for ${lasting(Math.max(0, now - since))}.`}
      </strong>{' '}
      Nothing is watched and nothing is sent until `ballast run`.
      {newestAt !== null && ` What stands here is as of ${lasting(Math.max(0, now - newestAt))} ago.`}
    </Banner>
  );
}
