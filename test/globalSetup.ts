import { compileContracts } from '../src/lab/gmx/compile.js';

/** Once for all test files: solc takes seconds, and each of them would compile for itself. */
export default function setUp(): void {
  compileContracts('gmx');
}
