import { useEffect, useState } from 'preact/hooks';
import type { OverviewView } from '../../../views/overview.js';
import { Button } from '../parts/Button.js';
import { Dialog } from '../parts/Dialog.js';
import { Icon } from '../parts/Icon.js';
import { type Page, pages } from '../routes.js';
import type { Session } from '../state/session.js';
import { NavCount } from './NavCount.js';
import { Who } from './Who.js';

interface NavProps {
  session: Session;
  overview: OverviewView | null;
  current: Page | null;
}

/** The menu of a phone: what is looked at most, and the rest behind one more touch. */
export function BottomNav({ session, overview, current }: NavProps) {
  const [more, showMore] = useState(false);
  useEffect(() => showMore(false), [current]);
  const isMore = current !== null && !current.atFoot;
  return (
    <>
      <nav class="bottom" aria-label="Main pages">
        {pages
          .filter((page) => page.atFoot)
          .map((page) => (
            <a key={page.path} href={page.path} aria-current={page === current ? 'page' : undefined}>
              <Icon name={page.icon} />
              {page.name}
              <NavCount page={page} overview={overview} />
            </a>
          ))}
        <button type="button" aria-current={isMore ? 'page' : undefined} onClick={() => showMore(true)}>
          <Icon name="more" />
          {isMore ? current.name : 'More'}
          {overview !== null && overview.reviewsWaiting > 0 && (
            <span class="count warn">
              {overview.reviewsWaiting}
              <span class="unseen"> waiting for approval</span>
            </span>
          )}
        </button>
      </nav>
      {more && (
        <Dialog title="More" onClose={() => showMore(false)}>
          <nav class="nav" aria-label="More pages">
            <ul>
              {pages
                .filter((page) => !page.atFoot)
                .map((page) => (
                  <li key={page.path}>
                    <a
                      href={page.path}
                      aria-current={page === current ? 'page' : undefined}
                      onClick={() => showMore(false)}
                    >
                      <Icon name={page.icon} />
                      {page.name}
                      <NavCount page={page} overview={overview} />
                    </a>
                  </li>
                ))}
            </ul>
          </nav>
          <Who session={session} />
          <footer>
            <Button onClick={() => showMore(false)}>Close</Button>
          </footer>
        </Dialog>
      )}
    </>
  );
}
