import { resolve } from 'node:path';
import { strategiesOn } from '../../chains/strategyOn.js';
import { loadConfig } from '../../config/loadConfig.js';
import { unixMillis } from '../../model/units.js';
import type { Verdict } from '../doctor/check.js';
import { doctorChecks } from '../doctor/checks.js';
import { type Examined, examine } from '../doctor/examine.js';
import { ledgerFile } from './openLedgerFor.js';
import type { Answer } from './output.js';
import { bold, dim, green, red, yellow } from './table.js';
import { wrapped } from './wrapped.js';

export interface DoctorOptions {
  settings: string;
  db?: string;
  rescues: number;
}

/**
 * Everything that ballast stands on, looked at now: a line each, ok or the mend. Sends nothing and writes nothing.
 * @throws ConfigError where the files cannot be read: nothing else can be told then
 */
export async function doctor(
  strategyFiles: readonly string[],
  { settings, db, rescues }: DoctorOptions,
): Promise<Answer & { isWell: boolean }> {
  const config = loadConfig({ settingsFile: settings, strategyFiles, env: process.env, needsKeys: false });
  const all = Object.values(config.settings.chains);
  const named = all.filter(({ name }) => strategiesOn(config.strategies, name).length > 0);
  const examined = await examine(doctorChecks, {
    ...{ config, rescues, env: process.env, now: () => unixMillis(Date.now()) },
    ledgerFile: resolve(await ledgerFile({ settings, ...(db === undefined ? {} : { db }) })),
    chains: strategyFiles.length > 0 ? named : all,
  });
  const counts = countOf(examined);
  return { json: { ...counts, checks: examined }, text: textOf(examined, counts), isWell: counts.fail === 0 };
}

type Counts = Readonly<Record<Verdict, number>>;

function countOf(examined: readonly Examined[]): Counts {
  const of = (verdict: Verdict) =>
    examined.flatMap(({ findings }) => findings).filter((one) => one.verdict === verdict).length;
  return { ok: of('ok'), warn: of('warn'), fail: of('fail') };
}

const painted: Readonly<Record<Verdict, string>> = { ok: green('ok  '), warn: yellow('warn'), fail: red('FAIL') };

/** As wide as the terminal is, up to where lines are no longer read with ease. */
const width = Math.max(40, Math.min(process.stdout.columns ?? 104, 104) - 8);

function textOf(examined: readonly Examined[], { ok, warn, fail }: Counts): string {
  const parts = examined
    .filter(({ findings }) => findings.length > 0)
    .flatMap(({ check, findings }) => [
      bold(check),
      ...findings.flatMap(({ verdict, about, says, mend }) => [
        `  ${painted[verdict]}  ${indented(`${about}: ${says}`)}`,
        ...(mend === undefined ? [] : [`        ${green(indented(`mend: ${mend}`))}`]),
      ]),
    ]);
  const sum = `${ok} ok, ${warn} to look at, ${fail} failed`;
  return [...parts, '', fail > 0 ? red(sum) : warn > 0 ? yellow(sum) : green(sum), dim('nothing was sent')].join('\n');
}

const indented = (text: string): string => wrapped(text, width).replaceAll('\n', '\n        ');
