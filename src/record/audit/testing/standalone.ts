import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = new URL('../../../../audit/verify.mjs', import.meta.url);
const runner = fileURLToPath(new URL('./eachStandalone.mjs', import.meta.url));

/** What the verifier that shares no code with us says of a ledger or an export. @returns its complaints; none: it is content */
export const standaloneFindings = (file: string, ...args: string[]): string[] =>
  standaloneFindingsOf([file], ...args)[0] ?? [];

/** The same of many, in their order. */
export function standaloneFindingsOf(files: readonly string[], ...args: string[]): string[][] {
  const asked = [runner, script.href, JSON.stringify(files), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, asked, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const told = stdout.trimEnd().split('\n');
  if (status !== 0 || told.length !== files.length) {
    throw new Error(`the verifier ended with ${status}: ${stdout}${stderr}`);
  }
  return told.map((line) => complaintsOf(...(JSON.parse(line) as [number, string])));
}

function complaintsOf(code: number, said: string): string[] {
  const lines = said.split('\n');
  const last = lines.at(-1);
  if (code === 0 && last === 'all is as it was written') return [];
  if (code === 1 && last === 'NOT as it was written') return lines.slice(0, -1).filter((line) => line.includes(': '));
  throw new Error(`the verifier ended with ${code}: ${said}`);
}
