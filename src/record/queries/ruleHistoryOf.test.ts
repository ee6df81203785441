import { expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { insertDecision, insertOrder } from '../statements/orders.js';
import { insertTick } from '../statements/ticks.js';
import { openLedger } from '../ledger.js';
