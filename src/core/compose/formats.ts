import type { FrameFormat } from '../../protocol/composer';

/** How a frame can be written, as lists call it. */
export const frameFormatLabels: Record<FrameFormat, string> = {
  text: 'Text',
  json: 'JSON',
  hex: 'Hex',
  base64: 'Base64',
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  protobuf: 'Protobuf',
  file: 'File',
};
