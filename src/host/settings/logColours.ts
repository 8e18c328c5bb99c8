import type { LogColours } from '../../protocol/inspector';
import { maxQueryLength, maxRowRules } from '../../protocol/log';

/** Id of a colour of the theme: `charts.red`. */
const themeColour = /^[a-z][\w-]{0,99}(?:\.[\w-]{1,99}){0,9}$/i;

/**
 * The setting `zmq.log.colours`, which may be anything: what has the shape of a rule, and whether the colours of sources are wanted. Undefined
 * where nothing is to be coloured. The filters are for the page to check.
 */
export function coloursOf(setting: unknown): LogColours | undefined {
  if (!Array.isArray(setting)) return undefined;
  const rules: LogColours['rules'] = [];
  let bySource = false;
  for (const one of setting as readonly unknown[]) {
    const { filter, colour, by } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    if (by === 'source') bySource = true;
    else if (typeof filter === 'string' && filter.length <= maxQueryLength && typeof colour === 'string' && themeColour.test(colour))
      rules.push({ filter, colour });
  }
  return rules.length > 0 || bySource ? { rules: rules.slice(0, maxRowRules), bySource } : undefined;
}
