import type { DoctorCheck } from './check.js';
import { backups } from './checks/backups.js';
import { clock } from './checks/clock.js';
import { contracts } from './checks/contracts.js';
import { disk } from './checks/disk.js';
import { endpoints } from './checks/endpoints.js';
import { files } from './checks/files.js';
import { funds } from './checks/funds.js';
import { gas } from './checks/gas.js';
import { keys } from './checks/keys.js';
import { ledger } from './checks/ledger.js';
import { machine } from './checks/machine.js';
import { ports } from './checks/ports.js';
import { telegram } from './checks/telegram.js';
import { told } from './checks/told.js';

/** Everything `ballast doctor` looks at, in the order of the report. A new one is one file and one line here. */
export const doctorChecks: readonly DoctorCheck[] = [
  machine,
  clock,
  endpoints,
  contracts,
  gas,
  funds,
  keys,
  files,
  disk,
  ledger,
  backups,
  told,
  telegram,
  ports,
];
