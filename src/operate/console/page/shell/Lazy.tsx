import type { ComponentType } from 'preact';
import { Bones } from '../parts/Loaded.js';
import { NotLoaded } from '../parts/NotLoaded.js';
import { type Load, useCode } from '../state/code.js';

/** A page whose code is loaded when it is first wanted. */
export function Lazy({ load }: { load: Load<{ default: ComponentType }> }) {
  const { code, isMissing, again } = useCode(load);
  if (code) return <code.default />;
  return isMissing ? <NotLoaded again={again} /> : <Bones lines={8} />;
}
