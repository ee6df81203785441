import { expect, test } from 'vitest';
import { goodSettings, load, said } from '../../../test/configFiles.js';

const feed = '0xFdB631F5EE196F0ed6FAa767959853A9F217697D';
const declared = (text: string) => goodSettings.replace(/^( +)id: (\d+)$/m, `$1id: $2\n$1sequencer: ${text}`);
const read = (text: string) => Object.values(load({ settings: declared(text) }).settings.chains)[0]?.sequencer;
const wrong = (text: string) => said({ settings: declared(text) }).map((line) => line.replace(/^\d+:\d+ /, ''));

test("default: a chain declares its sequencer's feed, and an hour of grace where it says nothing else", () => {
  expect(declared('{}')).toContain('sequencer: {}');
  expect(read(`{ feed: ${feed}, grace: 30m }`)).toEqual({ feed, grace: 1_800_000 });
  expect(read(`{ feed: ${feed} }`)).toEqual({ feed, grace: 3_600_000 });
  expect(Object.values(load({ settings: goodSettings }).settings.chains)[0]).not.toHaveProperty('sequencer');
});

test('behavior: what is wrong with it is said, with its place', () => {
  expect(wrong('{}')).toEqual([expect.stringContaining('sequencer.feed')]);
  expect(wrong('{ feed: 5 }')).toEqual([expect.stringContaining('sequencer.feed')]);
  expect(wrong(`{ feed: ${feed}, grace: 60 }`)).toEqual([expect.stringContaining('sequencer.grace')]);
  expect(wrong(`{ feed: ${feed}, gracious: 1h }`)).toEqual([expect.stringContaining('sequencer.gracious')]);
});
