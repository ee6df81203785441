import type { DoctorCheck } from './check.js';

/** Everything `ballast doctor` looks at, in the order of the report. A new one is one file and one line here. */
export const doctorChecks: readonly DoctorCheck[] = [];
