// Observable Plot: D3's scales, axes and marks in plain SVG, 2 MB of its own, no canvas and no browser; linkedom is the DOM it draws into.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** One of the drawings that make up a picture. */
export interface Panel {
  /** Where in the picture, pixels. */
  top: number;
  height: number;
  options: Omit<Plot.PlotOptions, 'document' | 'width' | 'height'>;
}

export interface Picture {
  title: string;
  /** A line below the title, in words. */
  subtitle: string;
  panels: readonly Panel[];
  legend?: readonly LegendEntry[];
}

export interface LegendEntry {
  label: string;
  colour: string;
  shape: 'line' | 'dashed' | 'dot' | 'box';
}

/** Pixels, of every picture. */
export const pictureWidth = 900;
export const pictureHeight = 560;
/** Where the first panel may begin: below title, subtitle and legend. */
export const panelTop = 78;

const font = 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif';
const left = 16;
const legendRow = 18;

/** An SVG file's text. The same data gives the same text. A legend of several rows makes the picture higher. */
export function draw({ title, subtitle, panels, legend = [] }: Picture): string {
  const entries = placed(legend);
  const more = Math.max(0, ...entries.map((entry) => entry.row)) * legendRow;
  const size = `width="${pictureWidth}" height="${pictureHeight + more}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${pictureWidth} ${pictureHeight + more}" font-family="${escaped(font)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect ${size} fill="#ffffff"/>`,
    `<text x="${left}" y="27" font-size="17" font-weight="600" fill="#222222">${escaped(title)}</text>`,
    `<text x="${left}" y="47" font-size="12" fill="#555555">${escaped(subtitle)}</text>`,
    ...entries.map(entryMarkup),
    ...panels.map((panel) => panelMarkup({ ...panel, top: panel.top + more })),
    '</svg>',
    '',
  ].join('\n');
}

function panelMarkup({ top, height, options }: Panel): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawn: { outerHTML: string } = Plot.plot({
    ...options,
    document,
    width: pictureWidth,
    height,
    style: { fontSize: '12px', color: '#333333', background: 'none' },
  });
  return `<g transform="translate(0,${top})">${drawn.outerHTML}</g>`;
}

interface PlacedEntry extends LegendEntry {
  x: number;
  row: number;
}

/** From the left, and on the next row what has no room. */
function placed(entries: readonly LegendEntry[]): PlacedEntry[] {
  let x = left;
  let row = 0;
  return entries.map((entry) => {
    const width = 46 + Math.ceil(entry.label.length * 6.4);
    if (x + width > pictureWidth && x > left) {
      x = left;
      row += 1;
    }
    const found = { ...entry, x, row };
    x += width;
    return found;
  });
}

const entryMarkup = ({ label, colour, shape, x, row }: PlacedEntry): string =>
  `<g transform="translate(${x},${64 + row * legendRow})">${sample(shape, colour)}<text x="28" y="4" font-size="12" fill="#333333">${escaped(label)}</text></g>`;

function sample(shape: LegendEntry['shape'], colour: string): string {
  if (shape === 'dot') return `<circle cx="11" cy="0" r="4" fill="${colour}"/>`;
  if (shape === 'box') return `<rect x="4" y="-6" width="14" height="12" fill="${colour}"/>`;
  const dash = shape === 'dashed' ? ' stroke-dasharray="5,4"' : '';
  return `<line x1="0" x2="22" y1="0" y2="0" stroke="${colour}" stroke-width="2.5"${dash}/>`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
