import type { ComponentType } from 'preact';
import type { IconName } from './parts/Icon.js';

/** A page: where it is, how it is called, the key that goes there after `g`, and where its code is. */
export interface Page {
  path: string;
  name: string;
  key: string;
  icon: IconName;
  /** Whether it has a place of its own at the foot of a phone. */
  atFoot: boolean;
  load: () => Promise<{ default: ComponentType }>;
}

/** Every page there is, in the order of the menu. */
export const pages: readonly Page[] = [
  page('/', 'Overview', 'o', 'overview', true, () => import('./pages/Overview.js')),
  page('/positions', 'Positions', 'p', 'positions', true, () => import('./pages/Positions.js')),
  page('/risk', 'Risk', 'r', 'risk', false, () => import('./pages/Risk.js')),
  page('/orders', 'Orders', 'b', 'orders', true, () => import('./pages/Orders.js')),
  page('/decisions', 'Decisions', 'd', 'decisions', false, () => import('./pages/Decisions.js')),
  page('/approvals', 'Approvals', 'v', 'approvals', false, () => import('./pages/Approvals.js')),
  page('/alerts', 'Alerts', 'a', 'alerts', true, () => import('./pages/Alerts.js')),
  page('/strategies', 'Strategies', 's', 'strategies', false, () => import('./pages/Strategies.js')),
  page('/system', 'System', 'y', 'system', false, () => import('./pages/System.js')),
];

function page(path: string, name: string, key: string, icon: IconName, atFoot: boolean, load: Page['load']): Page {
  return { path, name, key, icon, atFoot, load };
}

/** The page of a path; what of the path is left is the page's: an id, or the name of a part. */
export function pageAt(path: string): Page | null {
  const [first = '', ...rest] = path.split('/').filter((part) => part !== '');
  const found = pages.find((one) => one.path === `/${first}`);
  if (!found || (first === '' && rest.length > 0)) return null;
  try {
    decodeURIComponent(rest.join('/'));
    return found;
  } catch {
    return null;
  }
}
