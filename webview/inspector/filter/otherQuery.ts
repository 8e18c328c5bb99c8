import { t } from '@vscode/l10n';
import { asPatterns, inDecodedText } from '../../../src/core/query/otherReadings';
import type { ViewStatus } from '../../../src/protocol/log';
import type { OtherQuery } from './searchControl';

/** Another query that may have been meant, where all was searched and nothing was found. */
export function otherQuery(filter: string, { first, end, unscanned, problem }: ViewStatus): OtherQuery | undefined {
  if (end > first || unscanned > 0 || problem !== undefined) return undefined;
  const patterns = asPatterns(filter);
  if (patterns !== undefined)
    return { filter: patterns, label: t('Search as a pattern'), says: t('"=" finds this very text: {0}', patterns) };
  const decoded = inDecodedText(filter);
  return decoded === undefined
    ? undefined
    : {
        filter: decoded,
        label: t('Search decoded text'),
        says: t('Finds words also in what is compressed, or written in Base64, pickle or MessagePack: {0}', decoded),
      };
}
