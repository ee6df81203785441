import { useCode } from '../state/code.js';
import type { ChartProps } from './chartProps.js';
import { NotLoaded } from './NotLoaded.js';

/** Loads what draws charts. */
export const loadChart = () => import('./Chart.js');

/** A chart whose code is loaded after the page stands: its place is kept free. */
export function LazyChart(props: ChartProps) {
  const { code, isMissing, again } = useCode(loadChart);
  if (code) return <code.Chart {...props} />;
  return isMissing ? <NotLoaded again={again} /> : <div style={{ height: `${(props.height ?? 150) + 26}px` }} />;
}
