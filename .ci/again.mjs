// Some tests drive real processes and a real chain, and a machine that stands still for a minute may fail one of them. The files that
// failed run once more, one by one, and are named at the end: an unsteady test is a defect to mend, not a reason to throw away half an
// hour. What fails twice has failed, and so has a run with more than a few of them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

const mostFiles = 4;

const [, , report] = process.argv;
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
const failed = testResults.filter(({ status }) => status === 'failed');
const files = failed.map(({ name }) => relative(process.cwd(), name));
if (files.length === 0 || files.length > mostFiles) {
  console.error(`${files.length} test files failed: not run again`);
  process.exit(1);
}
const { status } = spawnSync('npx', ['vitest', 'run', '--no-file-parallelism', ...files], { stdio: 'inherit' });
const said = status === 0 ? 'UNSTEADY' : 'FAILED AT FIRST';
for (const { name, assertionResults } of failed) {
  const titles = assertionResults.filter((one) => one.status === 'failed').map(({ fullName }) => fullName);
  console.error(`${said} ${relative(process.cwd(), name)}: ${titles.join('; ') || 'the file itself'}`);
}
process.exit(status ?? 1);
