import fc from 'fast-check';

/**
 * Properties are tried with the same draws in every run, so that a change is what makes a test fail. `PROPERTY_SEED=random`
 * looks elsewhere, and tells of a failure with the seed that shows it again.
 */
const asked = process.env['PROPERTY_SEED'];
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 2026) });
