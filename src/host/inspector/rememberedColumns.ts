import * as v from 'valibot';
import { ZmqError } from '../../core/base/errors';
import { parsePath } from '../../core/codecs/values/path';
import { columnKey, columnWidth, pathOfColumn, type ChosenColumns, type ColumnKey } from '../../protocol/inspector';
import { maxValuePaths } from '../../protocol/log';

/** What can be made of a choice of columns that was stored, and how many parts of it cannot be read. Undefined where there is none. */
export function recallColumns(found: unknown): { columns?: ChosenColumns; leftOut: number } {
  const { success, output: parts } = v.safeParse(v.looseObject({}), found);
  if (!success || Array.isArray(found)) return { leftOut: 1 };
  let leftOut = 0;
  const isKept = (keep: boolean): boolean => {
    if (!keep) leftOut++;
    return keep;
  };
  const listed = (part: unknown, isWanted: (key: ColumnKey) => boolean): ColumnKey[] => {
    const kept = new Set<ColumnKey>();
    if (part !== undefined && isKept(Array.isArray(part)))
      for (const key of part as unknown[]) if (isKept(v.is(columnKey, key) && !kept.has(key) && isWanted(key))) kept.add(key as ColumnKey);
    return [...kept];
  };
  let paths = 0;
  const order = listed(parts['order'], (key) => isFixed(key) || (paths < maxValuePaths && isPath(key) && ++paths > 0));
  const hidden = listed(parts['hidden'], isFixed);
  const widths: ChosenColumns['widths'] = {};
  const wide = parts['widths'] ?? {};
  if (isKept(v.is(v.looseObject({}), wide) && !Array.isArray(wide)))
    for (const [key, width] of Object.entries(wide))
      if (isKept(v.is(columnKey, key) && (isFixed(key) || order.includes(key)) && v.is(columnWidth, width)))
        widths[key as ColumnKey] = width;
  const { utc } = parts;
  const isUtc = utc !== undefined && isKept(typeof utc === 'boolean') && utc === true;
  return { columns: { order, hidden, widths, ...(isUtc ? { utc: true } : {}) }, leftOut };
}

/** It is no column of a value. */
function isFixed(key: ColumnKey): boolean {
  return pathOfColumn(key) === undefined;
}

/** Rows can be asked for what stands there. */
function isPath(key: ColumnKey): boolean {
  try {
    parsePath(pathOfColumn(key) ?? '');
    return true;
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    return false;
  }
}
