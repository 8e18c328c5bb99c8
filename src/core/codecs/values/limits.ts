import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
/** Bytes of a content that are decoded; what lies behind them is left out, which a note says. */
export const maxInput = 1024 * 1024;
/** Containers inside one another. */
export const maxDepth = 128;
/** Containers inside one another that are passed over to see what follows: beyond, a reader gives up. */
export const maxNesting = 10_000;
export const nestingSentence = () => t('It is nested deeper than {0} levels.', countText(maxNesting));
/** Values of one content. */
export const maxNodes = 10_000;
/** UTF-16 units of a string, and bytes of a byte string, that are given. */
export const maxScalar = 64 * 1024;
/** Contents inside one another: compressions, Base64. */
export const maxWraps = 4;
