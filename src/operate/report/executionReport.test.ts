import { describe, expect, test } from 'vitest';
import { executionOf } from '../../assess/execution/executionOf.js';
import { type ExecutedChange, sampleExecuted } from '../../assess/execution/testing/sampleExecuted.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';
import { elementsOf } from '../plot/testing/elementsOf.js';
import { executionReport } from './executionReport.js';
import { shortfallWaterfall } from './shortfallWaterfall.js';
import { spreadPlot } from './spreadPlot.js';

const awkward = `a & b <script>alert(1)</script> "d" 'e'`;
const options = { now: 1_700_000_100_000, since: 86_400_000, strategy: null, hedging: [] };

function executed(change: ExecutedChange, more: Partial<RecordedExecution['order']> = {}): RecordedExecution {
  const order = { ...sampleExecuted(change), comparisons: [], ...more };
  return { ...executionOf(order), order };
}

const marks = [0, 500, 1_000].map((after) => ({ at: 1_700_000_000_000 + after, mark: 100 + after / 1_000 }));
const choice = {
  ...{ decision: 'd', at: 1_700_000_000_000 },
  chosen: { describe: 'perp-v2 ETH', cost: 1.5, not: '' },
  others: [{ describe: awkward, cost: null, not: awkward }],
};
const some = [
  executed({ price: 100.1 }, { marks, choices: [choice] }),
  executed({ price: 100.3, venue: awkward, status: 'Canceled', filled: 0.5 }, {
    strategy: awkward,
    text: awkward,
  } as object),
  executed({ decisionPrice: Number.NaN }),
];

const pictures = (html: string) => [...html.matchAll(/<figure>([\s\S]*?)<\/figure>/g)].map(([, svg = '']) => svg);

describe('the report', () => {
  test('default: a page of its own, with pictures that are well-formed and tables that are whole', () => {
    const html = executionReport(some, options);
    expect(html).toContain("default-src 'none'");
    // Shortfall by part, over time and spread, times, and the one order that was looked at while it was worked.
    const drawn = pictures(html);
    expect(drawn).toHaveLength(5);
    for (const svg of drawn) expect(elementsOf(svg).at(-1)?.name).toBe('svg');
    expect(html.match(/<table>/g)?.length).toBe(html.match(/<\/table>/g)?.length);
    expect(html).toContain('Ways that were weighed');
    for (const by of ['venue', 'strategy', 'algorithm', 'account', 'instrument'])
      expect(html).toContain(`<h2>By ${by}</h2>`);
  });

  test('behavior: nothing of what a name holds becomes markup, nothing is loaded, and what is not known is no number', () => {
    const html = executionReport(some, options);
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/\b(src|href)=/);
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('behavior: of nothing there is a page that says so', () => {
    const html = executionReport([], options);
    expect(html).toContain('No trade was asked for in this time.');
    expect(pictures(html)).toEqual([]);
  });

  test('behavior: orders of which nothing is known still make a page', () => {
    const html = executionReport([executed({ status: 'Rejected', filled: 0 })], options);
    for (const svg of pictures(html)) expect(elementsOf(svg).at(-1)?.name).toBe('svg');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('the pictures', () => {
  test('default: a bar a part from where the last one ended, and the whole; what is not told is named', () => {
    const parts = { delay: 10, timing: -4, impact: 6, fee: 0, gas: 0, keeper: 0, funding: Number.NaN, opportunity: 8 };
    const elements = elementsOf(shortfallWaterfall({ title: awkward, parts }));
    const texts = elements.filter(({ name }) => name === 'text').map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['10', '−4', '6', '8', '20']));
    expect(texts.some((text) => text.includes('in no bar: funding'))).toBe(true);
    const bars = elements.filter(
      ({ name, attributes }) => name === 'rect' && attributes['y'] !== undefined && 'fill' in attributes,
    );
    const height = (fill: string) =>
      bars.filter((bar) => bar.attributes['fill'] === fill).map((bar) => Number(bar.attributes['height']));
    const [whole = 0] = height('#8a8a8a').filter((one) => one > 20);
    expect(whole).toBeGreaterThan(0);
    expect(height('#0072b2').some((one) => Math.abs(one - (whole * 4) / 20) < 0.5)).toBe(true);
  });

  test('behavior: a group of one value, of none, and a scale that begins at nothing', () => {
    const groups = [
      { name: 'one', values: [3] },
      { name: 'none', values: [Number.NaN] },
    ];
    const svg = spreadPlot({ title: 't', subtitle: 's', panels: [{ label: 'seconds', least: 0, groups }] });
    const texts = elementsOf(svg).map(({ text }) => text);
    expect(texts).toContain('one');
    expect(texts).not.toContain('none');
    expect(svg).not.toContain('NaN');
  });
});
