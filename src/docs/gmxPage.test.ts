import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import { expect, test } from 'vitest';
import { orderOutcomes } from '../venues/gmx-v2/errors/outcomes.js';
import { gmxPage } from './gmxPage.js';

test('behavior: every error of GMX and every outcome of an order is on the page, once', () => {
  const page = gmxPage();
  const errors = customErrorsAbi.filter((item) => item.type === 'error');
  expect(errors.length).toBe(325);
  for (const { name } of errors) expect(page.split(`\`${name}\``).length - 1, name).toBe(1);
  for (const { title } of Object.values(orderOutcomes)) expect(page.split(`\n| ${title} |`).length - 1, title).toBe(1);
});
