import { describe, expect, test } from 'vitest';
import { recordedTopics } from '../../../../test/fixtures/gmx/lifecycles.js';
import { gmxEvents } from './gmxEvents.js';
import { addressTopic, emitterTopics, nameTopic } from './topics.js';

/** As seen on Arbitrum. */
const seen = {
  OrderCreated: '0xa7427759bfd3b941f14e687e129519da3c9b0046c5b9aaa290bb1dede63753b3',
  OrderExecuted: '0x680f10f06595d3d707241f604672ec4b6ae50eb82728ec2f3c65f6789e897760',
  OrderCancelled: '0xc7bb288dfd646d5b6c69d5099dd75b72f9c8c09ec9d40984c8ad8182357ae4b2',
  OrderFrozen: '0x073fdba4e5f6b272d64068005c56e7adbaa6d8de035ca1f7b08422c6dc9fe606',
  OrderUpdated: '0x84b670ed7b7ee8ccb350963a7dea39493daff6e7a43ab021a0e4ac2d652d359e',
  OrderSizeDeltaAutoUpdated: '0xb05b114a7f40ac32ae3434bb471c7c290d8378f8799381f8d644bc6aa86762fb',
  OrderCollateralDeltaAmountAutoUpdated: '0x6830fdbb2d7dd783d51d86f788fc4377eff6d56b7bf1bf8a58fea76a39af4137',
  PositionIncrease: '0xf94196ccb31f81a3e67df18f2a62cbfb50009c80a7d3c728a3f542e3abc5cb63',
  PositionDecrease: '0x07d51b51b408d7c62dcc47cc558da5ce6a6e0fd129a427ebce150f52b0e5171a',
  PositionFeesCollected: '0xe096982abd597114bdaa4a60612f87fabfcc7206aa12d61c50e7ba1e6c291100',
  PositionFeesInfo: '0x8655f9667b66fc9e7efb1b6d44319284e1d7cffbff9751f70e263723a7080b83',
  OraclePriceUpdate: '0x41c7b30afab659d385f1996d0addfa6e647694862e72378d0b43773f556cbeb2',
};

test('default', () => {
  expect(emitterTopics.EventLog.slice(0, 10)).toBe('0x7e3bde2b');
  expect(emitterTopics.EventLog1).toBe('0x137a44067c8961cd7e1d876f4754a5a3a75989b4552f1843fc69c3b372def160');
  expect(emitterTopics.EventLog2).toBe('0x468a25a7ba624ceea6e540ad6f49171b52495b648417ae91bca21676d8a24dc5');
});

describe('behavior: the hash of the name is the topic that the chain has', () => {
  test.each(Object.entries({ ...recordedTopics, ...seen }))('%s', (name, topic) => {
    expect(nameTopic(name)).toBe(topic);
    expect(Object.hasOwn(gmxEvents, name)).toBe(true);
  });

  test('args: every event that is read has its topic on record', () => {
    expect(new Set([...Object.keys(recordedTopics), ...Object.keys(seen)])).toEqual(new Set(Object.keys(gmxEvents)));
  });
});

test('behavior: an address is left-padded to 32 bytes', () => {
  expect(addressTopic('0xCE473c2426f0E5BfC1966Ed8A1004041d51B2f04')).toBe(
    '0x000000000000000000000000ce473c2426f0e5bfc1966ed8a1004041d51b2f04',
  );
});
