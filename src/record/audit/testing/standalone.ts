import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../../audit/verify.mjs', import.meta.url));

/** What the verifier that shares no code with us says of a ledger or an export. @returns its complaints; none: it is content */
export function standaloneFindings(file: string, ...args: string[]): string[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, file, ...args], { encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  const last = lines.at(-1);
  if (status === 0 && last === 'all is as it was written') return [];
  if (status === 1 && last === 'NOT as it was written') return lines.slice(0, -1).filter((line) => line.includes(': '));
  throw new Error(`the verifier ended with ${status}: ${stdout}${stderr}`);
}
