import { useEffect, useRef, useState } from 'preact/hooks';
import type { OverviewView } from '../../../views/overview.js';
import { PageHead } from '../parts/PageHead.js';
import { pageAt, pages } from '../routes.js';
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

/** What stands around every page: where one can go, how the keeper stands, and what must be known whatever page is open. */
export function Shell({ session }: { session: Session }) {
  const { path } = useStore(placeStore);
  const stream = useStore(streamStore);
  const { data: overview } = useView<OverviewView>('/v1/overview');
  const [asksKeys, askKeys] = useState(false);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(followStream, []);
  const found = pageAt(path);
  const name = found?.page.name ?? 'Not found';
  useEffect(() => {
    document.title = `${name} · ballast`;
    // Screen readers go on where the new page begins; not at the first, where the whole page is new.
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [name]);
  const isStale = stream.state === 'lost' || overview?.isStale === true;
  return (
    <div class={`shell${isStale ? ' is-stale' : ''}`}>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <SideNav session={session} overview={overview} current={found?.page ?? null} />
      <div>
        <TopBar overview={overview} />
        <Banners overview={overview} />
        <main id="main" tabIndex={-1} ref={main}>
          {found ? (
            <Lazy key={found.page.path} load={found.page.load} rest={found.rest} />
          ) : (
            <>
              <PageHead title="Not found" />
              <p>There is no such page. The pages are {pages.map((one) => one.name).join(', ')}.</p>
            </>
          )}
        </main>
      </div>
      <BottomNav session={session} overview={overview} current={found?.page ?? null} />
      <Keys open={asksKeys} setOpen={askKeys} />
      <Toast />
    </div>
  );
}
