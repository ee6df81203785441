import type { OverviewView } from '../../../views/overview.js';
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

/** The menu of a wide screen. */
export const SideNav = ({ session, overview, current }: NavProps) => (
  <div class="side">
    <a class="brand" href="/">
      <img src="/ballast.svg" width="24" height="24" alt="" />
      ballast
    </a>
    <nav class="nav" aria-label="Pages">
      <ul>
        {pages.map((page) => (
          <li key={page.path}>
            <a href={page.path} aria-current={page === current ? 'page' : undefined} title={`g ${page.key}`}>
              <Icon name={page.icon} />
              {page.name}
              <NavCount page={page} overview={overview} />
            </a>
          </li>
        ))}
      </ul>
    </nav>
    <Who session={session} />
  </div>
);
