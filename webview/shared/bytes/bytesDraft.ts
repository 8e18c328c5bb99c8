import { t } from '@vscode/l10n';
import { parseHex, toHex, utf8 } from '../../../src/core/base/bytes';

/** Bytes as a person writes them; JSON is sent as typed, but must parse. */
export type BytesFormat = 'text' | 'json' | 'hex';

export interface BytesDraft {
  format: BytesFormat;
  text: string;
}

export type BytesResult = { bytes: Uint8Array; problem?: undefined } | { bytes?: undefined; problem: string };

/** The bytes a draft stands for, or a sentence that says why there are none. */
export function readDraft(draft: BytesDraft): BytesResult {
  try {
    if (draft.format === 'hex') return { bytes: parseHex(draft.text) };
    if (draft.format === 'json') JSON.parse(draft.text);
    return { bytes: new TextEncoder().encode(draft.text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: draft.format === 'json' ? t('This is not JSON: {0}', error.message) : error.message };
  }
}

/** A draft that reads back as these bytes: text where it can be typed, hex otherwise. */
export function draftOf(bytes: Uint8Array): BytesDraft {
  const text = utf8(bytes);
  // eslint-disable-next-line no-control-regex
  return text === undefined || /[\u0000-\u001f\u007f]/.test(text) ? { format: 'hex', text: toHex(bytes) } : { format: 'text', text };
}
