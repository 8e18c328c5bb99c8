import type { Frame, Locator, Page } from 'playwright-core';

/**
 * Rows of the traffic log, the oldest first, in which each of these texts stands in a cell. Number and time of a record do not count:
 * they hold whatever digits the hour brings.
 */
export function rowsWith(page: Page | Frame, ...texts: (string | RegExp)[]): Locator {
  const told = page.locator('[role=gridcell]:not(.number, .time)');
  return texts.reduce(
    (rows, hasText) => rows.filter({ has: told.filter({ hasText }) }),
    page.getByRole('grid', { name: 'Traffic log' }).getByRole('row'),
  );
}
