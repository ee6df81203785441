import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The package of Debian that has a tool, where it has another name. */
const packages: Readonly<Record<string, string>> = {
  'systemd-notify': 'systemd',
  'systemd-analyze': 'systemd',
  promtool: 'prometheus',
};

/** Whether a test that needs these programs can run here. @throws where every test must run, with how to install what is missing */
export function hasTools(...names: readonly string[]): boolean {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = names.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length === 0) return true;
  if (!process.env['CI']) return false;
  const wanted = [...new Set(missing.map((name) => packages[name] ?? name))].join(' ');
  throw new Error(`${missing.join(', ')} cannot be started here: apt-get install --no-install-recommends ${wanted}`);
}
