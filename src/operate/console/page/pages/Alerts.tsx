import { PageHead } from '../parts/PageHead.js';

/** Alerts. */
export default function Alerts(_: { rest: string }) {
  return <PageHead title="Alerts" />;
}
