import type { Release, ReleaseName, ReleaseOverrides } from './release.js';
import { overrideRelease } from './release.js';
import { releaseV22b } from './v2.2b.js';
import { releaseV22c } from './v2.2c.js';

export const releases: Readonly<Record<ReleaseName, Release>> = {
  'v2.2b': releaseV22b,
  'v2.2c': releaseV22c,
};

/** A pinned release, at other addresses where an operator states them. @throws BallastError when two are mixed. */
export const releaseOf = (name: ReleaseName, overrides: ReleaseOverrides = {}): Release =>
  overrideRelease(releases[name], overrides, Object.values(releases));
