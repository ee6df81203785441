import type { UnixMillis } from '../../model/units.js';
import type { Statement } from '../ledger.js';
import { configurations } from '../tables/audit.js';

/** Once a hash: what is known stays as it is. @param source what the file says, without secrets; `hash` is that of the whole file */
export const saveConfiguration =
  (configuration: { hash: string; file: string; source: string; at: UnixMillis }): Statement =>
  (db, holder) =>
    db
      .insert(configurations)
      .values({ ...configuration, holder })
      .onConflictDoNothing();
