import { useEffect, useId, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { axisTexts } from '../state/axis.js';
import { figure } from '../state/numbers.js';
import { useStore } from '../state/store.js';
import { themeStore } from '../state/theme.js';
import { clockTime } from '../state/times.js';
import { ChartTable } from './ChartTable.js';
import type { ChartProps, Line } from './chartProps.js';

type Levels = Pick<ChartProps, 'floor' | 'marks'>;

const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const keys = ['--accent', '--warn-line', '--good', '--ink-soft'] as const;

/** A picture of figures, with a table of the same for who does not see it. Drag to look closer; double click for all. */
export function Chart(props: ChartProps) {
  const { title, unit, decimals, at, across, lines, floor, marks, height = 150, follow } = props;
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const zoomed = useRef(false);
  const [index, setIndex] = useState<number | null>(null);
  const theme = useStore(themeStore);
  const shape = `${lines.map((line) => `${line.name}${line.low ? '+' : ''}${hasGaps(line) ? '-' : ''}`).join()} ${theme} ${follow} ${useDeviceDark()}`;
  const levels: Levels = { ...(floor ? { floor } : {}), ...(marks ? { marks } : {}) };
  const now = useRef({ levels, shown: props });
  now.current = { levels, shown: props };

  useEffect(() => {
    const div = place.current;
    if (!div) return;
    zoomed.current = false;
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: div.clientWidth, height }));
    const make = () => {
      const { shown } = now.current;
      const options = optionsOf(
        shown,
        () => now.current.levels,
        setIndex,
        () => {
          zoomed.current = true;
        },
      );
      const made = new uPlot({ ...options, width: div.clientWidth, height }, dataOf(shown), div);
      made.root.addEventListener('dblclick', () => {
        zoomed.current = false;
      });
      plot.current = made;
      watch.observe(div);
    };
    // Each chart in a task of its own: between two of them the page answers.
    const timer = setTimeout(make);
    return () => {
      clearTimeout(timer);
      watch.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, height]);

  useEffect(() => {
    plot.current?.setData(dataOf(props), !zoomed.current);
  }, [at, lines[0]?.values]);

  const last = index ?? restOf(at, across ? marks?.[0]?.at : undefined);
  const sayAt = (value: number | undefined) =>
    value === undefined
      ? ''
      : across
        ? `${across.name} ${figure(value, across.decimals)} ${across.unit}`
        : clockTime(value, Date.now());
  return (
    <figure class="plot" aria-labelledby={id}>
      <figcaption class="legend">
        <strong id={id}>{title}</strong>
        {lines.map((line, number) => (
          <span key={line.name}>
            <LineKey number={number} />
            {lines.length > 1 ? `${line.name} ` : ''}
            <span class="num">
              {figure(line.values[last] ?? null, decimals)} <span class="unit">{unit}</span>
            </span>
          </span>
        ))}
        <span class="num">{sayAt(at[last])}</span>
      </figcaption>
      <div ref={place} aria-hidden="true" style={{ height: `${height}px` }} />
      {marks && marks.length > 0 && <p class="small faint">┆ {marks.map((mark) => mark.name).join(' ┆ ')}</p>}
      <ChartTable {...props} sayAt={sayAt} />
    </figure>
  );
}

/** Which point is told while nobody points: the newest, or the one nearest to where things are now. */
function restOf(at: readonly number[], now: number | undefined): number {
  if (now === undefined) return at.length - 1;
  let best = 0;
  for (const [index, value] of at.entries()) if (Math.abs(value - now) < Math.abs((at[best] ?? 0) - now)) best = index;
  return best;
}

/** The key of a line; its colour is set by script, which the content policy allows where markup may not. */
const LineKey = ({ number }: { number: number }) => (
  <span class="key" style={{ '--key': `var(${keys[number % keys.length]})` }} aria-hidden="true" />
);

function useDeviceDark(): boolean {
  const query = matchMedia('(prefers-color-scheme: dark)');
  const [dark, setDark] = useState(query.matches);
  useEffect(() => {
    const hear = () => setDark(query.matches);
    query.addEventListener('change', hear);
    return () => query.removeEventListener('change', hear);
  }, []);
  return dark;
}

const inSeconds = new WeakMap<readonly number[], number[]>();

/** Charts of one series share their times: they are worked out once. */
function secondsOf(at: readonly number[]): number[] {
  const known = inSeconds.get(at);
  if (known) return known;
  const seconds = at.map((ms) => ms / 1_000);
  inSeconds.set(at, seconds);
  return seconds;
}

function dataOf({ at, across, lines }: ChartProps): uPlot.AlignedData {
  const x = across ? [...at] : secondsOf(at);
  const columns = lines.flatMap((line) => [
    ...(line.low && line.high ? [line.high, line.low] : []),
    ...(hasGaps(line) ? [line.values] : []),
    line.values,
  ]);
  return [x, ...columns] as uPlot.AlignedData;
}

/** A point between two gaps has no line: it is drawn as a dot. */
function alone(plot: uPlot, number: number, _show: boolean, gaps?: null | number[][]): number[] | null {
  if (!gaps || gaps.length === 0) return null;
  const values = plot.data[number] ?? [];
  const known = (i: number) => (values[i] ?? null) !== null;
  const found: number[] = [];
  for (let i = 0; i < values.length; i += 1) if (known(i) && !known(i - 1) && !known(i + 1)) found.push(i);
  return found;
}

const hasGaps = ({ values }: Line): boolean => values.includes(null);

/** Midnight as its day, any other moment as its time, in the zone of the device. */
function sayMoments(splits: readonly number[], step: number): string[] {
  const two = (value: number) => String(value).padStart(2, '0');
  return splits.map((seconds) => {
    const at = new Date(seconds * 1_000);
    const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`;
    const [hours, minutes] = [at.getHours(), at.getMinutes()];
    if (step >= 86_400 || (hours === 0 && minutes === 0 && at.getSeconds() === 0)) return day;
    return `${two(hours)}:${two(minutes)}${step < 60 ? `:${two(at.getSeconds())}` : ''}`;
  });
}

function optionsOf(
  { across, lines }: ChartProps,
  now: () => Levels,
  setIndex: (index: number | null) => void,
  zoom: () => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const ink = css('--ink-faint');
  const grid = { stroke: css('--line'), width: 1 };
  const axis = { stroke: ink, grid, ticks: { show: false }, font: `11px ${css('--sans')}` };
  const series: uPlot.Series[] = [{}];
  const bands: uPlot.Band[] = [];
  for (const [number, line] of lines.entries()) {
    const stroke = css(keys[number % keys.length] ?? keys[0]);
    if (line.low && line.high) {
      bands.push({ series: [series.length, series.length + 1], fill: `${stroke}2e` });
      series.push({ points: { show: false }, width: 0 }, { points: { show: false }, width: 0 });
    }
    if (hasGaps(line)) {
      // Where nothing was recorded a pale dotted line leads on: what was there is not known.
      const pale = { stroke: css('--line-strong'), width: 1, dash: [1, 4], spanGaps: true };
      series.push({ ...pale, points: { show: false } });
    }
    series.push({
      ...{
        label: line.name,
        stroke,
        width: 1.5,
        points: { show: false, filter: alone, size: 3, stroke, fill: stroke },
        spanGaps: false,
      },
      ...(line.dashed ? { dash: [5, 4] } : {}),
    });
  }
  return {
    series,
    bands,
    pxAlign: 0,
    legend: { show: false },
    cursor: { drag: { x: true, y: false, setScale: true }, points: { size: 7 }, y: false },
    scales: { x: { time: !across } },
    axes: [
      {
        ...{ ...axis, size: 28 },
        values: (_plot, splits, _axis, _space, step) => (across ? axisTexts(splits, step) : sayMoments(splits, step)),
      },
      { ...axis, size: 58, values: (_plot, splits, _axis, _space, step) => axisTexts(splits, step) },
    ],
    hooks: {
      setCursor: [(plot) => setIndex(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          if (plot.select.width > 0) zoom();
        },
      ],
      draw: [
        (plot) => {
          const { floor, marks = [] } = now();
          const { ctx, bbox } = plot;
          ctx.save();
          ctx.strokeStyle = css('--bad');
          ctx.lineWidth = devicePixelRatio;
          ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
          ctx.beginPath();
          if (floor) {
            const y = plot.valToPos(floor.at, 'y', true);
            if (y >= bbox.top && y <= bbox.top + bbox.height) {
              ctx.moveTo(bbox.left, y);
              ctx.lineTo(bbox.left + bbox.width, y);
            }
          }
          for (const mark of marks) {
            const x = plot.valToPos(mark.at, 'x', true);
            if (x < bbox.left || x > bbox.left + bbox.width) continue;
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
          }
          ctx.stroke();
          ctx.restore();
        },
      ],
    },
  };
}
