import { daemonOf } from '../daemonLock.js';

/** While they are written nobody else can write: a daemon waits some seconds for its turn, and no longer. */
const besideDaemon = 10_000;
/** More than anybody means, and than one unit of work should hold. */
const alone = 200_000;

export interface MostAtOnce {
  orders: number;
  /** Why no more, and what to do. */
  mend: string;
}

/** How many orders one unit of work may write into a ledger. */
export function mostAtOnce(ledgerFile: string): MostAtOnce {
  if (ledgerFile === ':memory:' || !isKept(ledgerFile)) return { orders: alone, mend: 'cut the file into several' };
  return {
    orders: besideDaemon,
    mend: 'a daemon keeps this ledger and would be kept from writing: cut the file into several, or stop it first',
  };
}

/** Where it cannot be told, one may. */
function isKept(ledgerFile: string): boolean {
  try {
    return daemonOf(ledgerFile) !== null;
  } catch {
    return true;
  }
}
