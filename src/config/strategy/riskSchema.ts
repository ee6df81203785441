import { z } from 'zod';
import { bpsField, numberField, shareField, wordField } from '../fields.js';

/** `risk:` of a strategy: how risk is told, and by what it is judged. It changes figures, and what rules read of them. */

const underlying = wordField({ describe: 'An underlying, as `ballast risk` names it', examples: ['ETH', 'BTC'] });

const byUnderlying = <Field extends z.ZodType>(field: Field, describe: string, example: object) =>
  z
    .record(z.string(), field, { error: 'a map from underlyings is wanted' })
    .optional()
    .meta({
      description: describe,
      written: [example],
    });

const volField = shareField('Annualised vol', { least: 0.01, most: 20 }, '80%');
const moveField = shareField('Relative change of price', { least: -0.999, most: 20 }, '-40%');

const factorField = (describe: string, ...examples: number[]) =>
  numberField({ describe, examples }, (value) => value >= 0.01 && value <= 1_000, 'is not a factor from 0.01 to 1000');

export const drainShape = {
  fees: factorField('Factor on trading fees', 1, 2).prefault(1),
  impact: factorField('Factor on price impact', 5).prefault(1),
  gas: factorField('Factor on the gas price', 20).prefault(1),
};

export const shockShape = {
  name: wordField(
    { describe: 'What `ballast stress` calls it', examples: ['usdc-depeg'] },
    /^[A-Za-z0-9][\w-]{0,39}$/,
    'is not a name: letters, digits, - and _, at most 40',
  ),
  describe: z
    .string({ error: 'a sentence is wanted here' })
    .prefault('')
    .meta({
      description: 'In a sentence, for who reads the table',
      written: ['USDC loses its peg on a Friday night'],
    }),
  moves: byUnderlying(moveField, 'Relative change of price, by underlying', { ETH: '-40%', BTC: '-30%' }),
  otherMoves: shareField(
    'Relative change of every underlying that is not among `moves`',
    { least: -0.999, most: 20 },
    '-60%',
  ).prefault('0%'),
  volFactor: factorField('Factor on every implied vol', 1.8).prefault(1),
  hours: numberField(
    { describe: 'Hours that it takes', examples: [6] },
    (value) => value >= 0 && value <= 8_760,
    'is not a number of hours from 0 to 8760',
  ).prefault(24),
  drain: z
    .strictObject(drainShape)
    .prefault({})
    .meta({
      description: 'What it makes of the means to trade: factors on what they cost now',
      written: [{ fees: 2, impact: 5, gas: 20 }],
    }),
};

export const portfolioMarginShape = {
  spotRange: shareField('Price moves either way', { least: 0.001, most: 0.99 }, '15%').prefault('15%'),
  spotSteps: numberField(
    { describe: 'Steps from one end of it to the other', examples: [11] },
    (value) => Number.isSafeInteger(value) && value >= 3 && value <= 201 && value % 2 === 1,
    'is not an odd whole number from 3 to 201',
  ).prefault(11),
  volRange: shareField('Vol moves either way, as a share of vol', { least: 0, most: 0.99 }, '25%').prefault('25%'),
  shortMinimum: shareField('Least asked for each short option, of the price', { least: 0, most: 1 }, '1%').prefault(
    '1%',
  ),
};

export const riskShape = {
  surface: z
    .enum(['sticky-strike', 'sticky-delta'])
    .prefault('sticky-strike')
    .meta({ description: 'What vols do when spot moves: stay at their strikes, or move along with it' }),
  vols: byUnderlying(volField, 'Vol to assume where there is no price history yet', { ETH: '80%', SOL: '110%' }),
  benchmark: underlying
    .optional()
    .meta({ description: 'What deltas are added up in; the largest when left out', written: ['ETH'] }),
  betas: byUnderlying(
    numberField({ describe: 'Move per move of the benchmark', examples: [1.4] }, Number.isFinite),
    'Moves per move of the benchmark, instead of what the price history says',
    { SOL: 1.4 },
  ),
  portfolioMargin: z
    .strictObject(portfolioMarginShape)
    .prefault({})
    .meta({
      description:
        'What a rule by scenarios would ask of the book, told beside what the protocols ask: the worst loss over a range of prices and vols',
      written: [{ spotRange: '15%', volRange: '25%' }],
    }),
  shocks: z
    .array(z.strictObject(shockShape))
    .max(100)
    .prefault([])
    .meta({
      description: "The operator's own bad days, beside the historical ones",
      written: [[{ name: 'usdc-depeg', moves: { ETH: '-40%' }, otherMoves: '-60%', volFactor: 1.8 }]],
    }),
  unexplained: shareField(
    'Profit and loss of a day that nothing explains, as a share of the gross: more is an alert',
    { least: 0.0001, most: 10 },
    '5%',
  ).prefault('5%'),
  marginDrift: bpsField(
    "Our figure of an account's equity or requirement against the protocol's own: further apart is an alert",
  ).prefault('10bps'),
};
