import { expect, test } from 'vitest';
import type { Alarms } from '../../model/alert.js';
import { createEndpointAlerts } from './endpointAlerts.js';

/** Alarms that take as long as a test wants. */
function slowAlarms() {
  const told: string[] = [];
  let goOn: () => void = () => {};
  const tell = async (text: string) => {
    told.push(text);
    await new Promise<void>((resolve) => {
      goOn = resolve;
    });
  };
  const alarms: Alarms = {
    raise: ({ code, subject, text }) => tell(`+ ${code} ${subject}: ${text}`),
    resolve: ({ code, subject }) => tell(`- ${code} ${subject}`),
  };
  return { told, alarms, goOn: () => goOn() };
}

function quickAlarms() {
  const told: string[] = [];
  const alarms: Alarms = {
    raise: async ({ code, subject, text }) => void told.push(`+ ${code} ${subject}: ${text}`),
    resolve: async ({ code, subject }) => void told.push(`- ${code} ${subject}`),
  };
  return { told, alarms };
}

test('default: each ailment its alert, closed when it is over', async () => {
  const { told, alarms } = quickAlarms();
  const alerts = createEndpointAlerts(alarms, 1);
  const find = async (kind: 'silent' | 'stale' | 'shaky' | null) => {
    told.length = 0;
    alerts.ofEndpoint('http://a', kind && { kind, text: 'so' }, 0);
    await alerts.settled();
    return told.map((line) => line.replace('http://a, chain 1', 'a'));
  };
  expect((await find('silent'))[0]).toBe('+ ENDPOINT_SILENT a: so');
  expect(await find('silent')).toEqual([]);
  expect(await find('stale')).toEqual(['- ENDPOINT_SILENT a', '+ ENDPOINT_STALE a: so']);
  expect(await find('shaky')).toEqual(['- ENDPOINT_STALE a']);
  expect(await find(null)).toEqual([]);
});

test('behavior: what an earlier run has left open is closed when the endpoint is first found well', async () => {
  const { told, alarms } = quickAlarms();
  const alerts = createEndpointAlerts(alarms, 1);
  alerts.ofEndpoint('http://a', null, 0);
  alerts.ofChain(null, 0);
  await alerts.settled();
  expect(told).toEqual([
    '- ENDPOINT_SILENT http://a, chain 1',
    '- ENDPOINT_STALE http://a, chain 1',
    '- ENDPOINT_LYING http://a, chain 1',
    '- ENDPOINT_WRONG_CHAIN http://a, chain 1',
    '- CHAIN_SILENT chain 1',
  ]);
});

test('behavior: one that stays is told again once a minute', async () => {
  const { told, alarms } = quickAlarms();
  const alerts = createEndpointAlerts(alarms, 1);
  for (let second = 0; second <= 120; second++) alerts.ofChain(`for ${second} s`, second * 1000);
  await alerts.settled();
  for (let second = 121; second <= 180; second++) {
    alerts.ofChain(`for ${second} s`, second * 1000);
    await alerts.settled();
  }
  expect(told).toEqual([
    '+ CHAIN_SILENT chain 1: for 0 s',
    '+ CHAIN_SILENT chain 1: for 120 s',
    '+ CHAIN_SILENT chain 1: for 180 s',
  ]);
});

test('behavior: while one is told, only the newest finding is kept', async () => {
  const { told, alarms, goOn } = slowAlarms();
  const alerts = createEndpointAlerts(alarms, 1);
  alerts.ofChain('first', 0);
  for (let i = 0; i < 100; i++) alerts.ofChain(i % 2 ? 'again' : null, i);
  alerts.ofChain(null, 100);
  expect(told).toEqual(['+ CHAIN_SILENT chain 1: first']);
  goOn();
  await new Promise((resolve) => setImmediate(resolve));
  goOn();
  await alerts.settled();
  expect(told).toEqual(['+ CHAIN_SILENT chain 1: first', '- CHAIN_SILENT chain 1']);
});

test('behavior: alarms that fail are nobody else’s trouble', async () => {
  const fail = async () => {
    throw new Error('full disk');
  };
  const alerts = createEndpointAlerts({ raise: fail, resolve: fail }, 1);
  alerts.ofChain('first', 0);
  await alerts.settled();
});
