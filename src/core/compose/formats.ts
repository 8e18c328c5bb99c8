import { t } from '@vscode/l10n';
import type { FrameFormat } from '../../protocol/composer';

/** How a frame can be written, as lists call it. */
export const frameFormatLabels: Record<FrameFormat, string> = {
  get text() {
    return t('Text');
  },
  json: 'JSON',
  get hex() {
    return t('Hex');
  },
  get base64() {
    return t('Base64');
  },
  get msgpack() {
    return t('MessagePack');
  },
  cbor: 'CBOR',
  get pickle() {
    return t('Pickle');
  },
  get protobuf() {
    return t('Protobuf');
  },
  get signature() {
    return t('Signature');
  },
  get file() {
    return t('File');
  },
};
