import type { ComponentChildren } from 'preact';
import type { OverviewView } from '../../../views/overview.js';
import { useNow } from '../state/clock.js';
import { useView } from '../state/view.js';
import { Ago } from './When.js';

/** What is told of one book. Where no tick of it has come for long, that is said above it and its figures step back. */
export function OfBook({ name, children }: { name: string; children: ComponentChildren }) {
  const { data: overview } = useView<OverviewView>('/v1/overview');
  const book = overview?.books.find((one) => one.strategy === name);
  const isStale = book?.isStale ?? false;
  return (
    <div class={isStale ? 'stack is-stale' : 'stack'}>
      {isStale && <NoTick since={book?.liveAt ?? null} />}
      {children}
    </div>
  );
}

function NoTick({ since }: { since: number | null }) {
  const isAhead = since !== null && since > useNow();
  return (
    <div class="notice warn" role="status">
      <span>
        <strong>{isAhead ? 'Written before the clock was set back.' : <AsOf since={since} />}</strong> The keeper gave
        up every tick, or does not keep this book any more.
      </span>
    </div>
  );
}

const AsOf = ({ since }: { since: number | null }) => (
  <>
    As of <Ago at={since} />: no tick since.
  </>
);
