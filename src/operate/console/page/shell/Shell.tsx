import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { OverviewView } from '../../../views/overview.js';
import { loadChart } from '../parts/LazyChart.js';
import { PageHead } from '../parts/PageHead.js';
import { pageAt, pages } from '../routes.js';
import { useNow } from '../state/clock.js';
import { fetchAhead } from '../state/fetchAhead.js';
import { isOld } from '../state/freshness.js';
import { placeStore } from '../state/route.js';
import type { Session } from '../state/session.js';
import { useStore } from '../state/store.js';
import { followStream, streamStore } from '../state/stream.js';
import { useView } from '../state/view.js';
import { Banners } from './Banners.js';
import { BottomNav } from './BottomNav.js';
import { Keys } from './Keys.js';
import { Lazy } from './Lazy.js';
import { SideNav } from './SideNav.js';
import { Toast } from './Toast.js';
import { TopBar } from './TopBar.js';

const partsToCome = [...pages.map(({ load }) => load), loadChart];

/** What stands around every page: where one can go, how the keeper stands, and what must be known whatever page is open. */
export function Shell({ session }: { session: Session }) {
  const { path } = useStore(placeStore);
  const { data: overview } = useView<OverviewView>('/v1/overview');
  const [asksKeys, askKeys] = useState(false);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const isLive = useStore(streamStore).state === 'live';
  useEffect(followStream, []);
  useEffect(() => (isLive ? fetchAhead(partsToCome) : undefined), [isLive]);
  const found = pageAt(path);
  const name = found?.name ?? 'Not found';
  useEffect(() => {
    document.title = `${name} · ballast`;
    // Screen readers go on where the new page begins; not at the first, where the whole page is new.
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [name]);
  return (
    <Freshness overview={overview}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <SideNav session={session} overview={overview} current={found} />
      <div>
        <TopBar overview={overview} />
        <Banners overview={overview} />
        <main id="main" tabIndex={-1} ref={main}>
          {found ? (
            <Lazy key={found.path} load={found.load} />
          ) : (
            <>
              <PageHead title="Not found" />
              <p>There is no such page. The pages are {pages.map((one) => one.name).join(', ')}.</p>
            </>
          )}
        </main>
      </div>
      <BottomNav session={session} overview={overview} current={found} />
      <Keys open={asksKeys} setOpen={askKeys} />
      <Toast />
    </Freshness>
  );
}

/** Dims the figures once they are old. It alone is drawn anew each second. */
function Freshness({ overview, children }: { overview: OverviewView | null; children: ComponentChildren }) {
  const stream = useStore(streamStore);
  const now = useNow();
  const isStale = stream.state === 'lost' || (overview !== null && (!overview.daemon.running || isOld(overview, now)));
  return <div class={`shell${isStale ? ' is-stale' : ''}`}>{children}</div>;
}
