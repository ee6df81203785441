import { InvalidArgumentError } from 'commander';

/** Reads a whole number from 0, of so many digits at most, as a verb takes it. @throws InvalidArgumentError that says what is wanted */
export const whole =
  (digits = 9) =>
  (text: string): number => {
    if (!isWhole(text, digits)) throw new InvalidArgumentError('a whole number is wanted');
    return Number(text);
  };

/** The same from 1. @throws InvalidArgumentError that says what is wanted */
export const natural =
  (digits = 9) =>
  (text: string): number => {
    if (!isWhole(text, digits) || Number(text) < 1) throw new InvalidArgumentError('a whole number from 1 is wanted');
    return Number(text);
  };

const isWhole = (text: string, digits: number): boolean => /^\d+$/.test(text) && text.length <= digits;
