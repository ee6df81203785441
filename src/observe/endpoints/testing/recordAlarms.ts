import type { Alarms } from '../../../model/alert.js';

/** Alarms that a test can look at: `CODE subject` of each that is open, and the text it was raised with. */
export function recordAlarms() {
  const open = new Map<string, string>();
  const history: string[] = [];
  const alarms: Alarms = {
    async raise({ code, subject, text }) {
      if (!open.has(`${code} ${subject}`)) history.push(`+ ${code} ${subject}`);
      open.set(`${code} ${subject}`, text);
    },
    async resolve({ code, subject }) {
      if (open.delete(`${code} ${subject}`)) history.push(`- ${code} ${subject}`);
    },
  };
  return { alarms, open, history };
}
