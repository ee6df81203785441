import SqliteClient from 'better-sqlite3';
import type { Signer } from '../../src/execute/transactions/signer.js';
import { attemptStates, orderStatuses } from '../../src/model/order.js';
import { writingError } from '../../src/record/errors.js';
import type { Ledger, Statement, Work } from '../../src/record/ledger.js';
import { forever, type Life } from './life.js';

/** Something that is still there after a death, or that others have seen. Found by what is done, not by marks in the code. */
export interface DurableStep {
  kind: 'commit' | 'sign' | 'send';
  /** What is written, signed or sent. */
  what: string;
}

export type Fate =
  | 'lives'
  /** The process is killed right before it, or right after. */
  | 'dies before'
  | 'dies after'
  /** Commits only: SQLite says that it is locked, or that the disk is full. */
  | 'SQLITE_BUSY'
  | 'SQLITE_FULL';

/** Asked at each durable step of a life. */
export type Fates = (step: DurableStep, life: Life) => Fate;

/** The ledger of a life that can die, and of a machine whose disk can fail. */
export function mortalLedger(real: Ledger, life: Life, fates: Fates): Ledger {
  return {
    file: real.file,
    holder: real.holder,
    db: real.db,
    close: real.close,
    async commit(work) {
      if (life.isDead()) return forever();
      const statements = flatten(work);
      if (statements.length === 0) return;
      const fate = fates({ kind: 'commit', what: describe(statements, real) }, life);
      if (fate === 'dies before') return dead(life);
      if (fate === 'SQLITE_BUSY' || fate === 'SQLITE_FULL') {
        throw writingError(real.file, new SqliteClient.SqliteError(`${fate} in the simulation`, fate));
      }
      await real.commit(work);
      if (fate === 'dies after') return dead(life);
    },
  };
}

export function mortalSigner(real: Signer, life: Life, fates: Fates): Signer {
  return {
    address: real.address,
    async sign(transaction, purpose) {
      const fate = fates({ kind: 'sign', what: transaction.data === '0x' ? 'an empty one' : 'a transaction' }, life);
      if (life.isDead() || fate === 'dies before') return dead(life);
      const signed = await real.sign(transaction, purpose);
      return fate === 'dies after' ? dead(life) : signed;
    },
  };
}

export function dead(life: Life): Promise<never> {
  life.die();
  return forever();
}

const flatten = (work: Work): readonly Statement[] => (typeof work === 'function' ? [work] : work.flatMap(flatten));

const states: ReadonlySet<unknown> = new Set([...attemptStates, ...orderStatuses]);
const written = /^(insert into|update|delete from) "(\w+)"/;

/** Which tables are written, and into which state: `insert ticks, orders; update attempts: Mined`. */
function describe(statements: readonly Statement[], { db, holder }: Ledger): string {
  const said = new Map<string, Set<string>>();
  for (const statement of statements) {
    const query = statement(db, holder);
    if (!('toSQL' in query) || typeof query.toSQL !== 'function') continue;
    const { sql, params } = query.toSQL() as { sql: string; params: readonly unknown[] };
    const [, verb = '?', table = '?'] = written.exec(sql) ?? [];
    const state = verb === 'update' ? params.find((value) => states.has(value)) : undefined;
    const tables = said.get(verb) ?? new Set();
    tables.add(state === undefined ? table : `${table}: ${state}`);
    said.set(verb, tables);
  }
  return [...said].map(([verb, tables]) => `${verb.split(' ')[0]} ${[...tables].join(', ')}`).join('; ');
}
