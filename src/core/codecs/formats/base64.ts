import { t } from '@vscode/l10n';
import { parseBase64 } from '../../base/bytes';
import { utf8Text } from '../values/text';

/** The bytes that a Base64 text stands for; `isWhole` false: it was cut, and digits at its end may be missing. */
export function readBase64(bytes: Uint8Array, isWhole: boolean): { bytes: Uint8Array } | { problem: { message: string; at?: number } } {
  const written = utf8Text(bytes);
  if (written === undefined) return { problem: { message: t('This is not text, so it cannot be Base64.') } };
  const text = written.replace(/\s+/g, '');
  try {
    return { bytes: parseBase64(isWhole ? text : text.slice(0, text.length - (text.length % 4))) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const at = written.search(/[^A-Za-z0-9+/_=\s-]/);
    return { problem: { message: error.message, ...(at < 0 ? {} : { at }) } };
  }
}
