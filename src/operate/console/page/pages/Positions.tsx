import { PageHead } from '../parts/PageHead.js';

/** Positions. */
export default function Positions(_: { rest: string }) {
  return <PageHead title="Positions" />;
}
