import type { DecoderName } from '../../../protocol/decoding';

/** How each decoder is called, and a line for lists. Menus, settings and requests read this table. */
export const decoders: Record<DecoderName, { label: string; summary: string }> = {
  text: { label: 'Text', summary: 'UTF-8, with the place of the first byte that is none' },
  numbers: { label: 'Numbers', summary: 'Numbers in a text, such as 10001 42' },
  json: { label: 'JSON', summary: 'With all digits, duplicate keys, and NaN as Python writes it' },
  msgpack: { label: 'MessagePack', summary: 'Binary values' },
  cbor: { label: 'CBOR', summary: 'Binary values of RFC 8949' },
  protobuf: { label: 'Protobuf', summary: 'By a .proto file or a descriptor set, or the wire format alone' },
  pickle: { label: 'Pickle', summary: 'Python objects, as send_pyobj sends them; read, never executed' },
  hex: { label: 'Hex', summary: 'The bytes' },
  base64: { label: 'Base64', summary: 'Bytes written as text' },
  gzip: { label: 'gzip', summary: 'What is compressed in it' },
  zlib: { label: 'zlib', summary: 'What is compressed in it' },
  zstd: { label: 'Zstandard', summary: 'What is compressed in it' },
  lz4: { label: 'LZ4', summary: 'What is compressed in its frame format' },
  picture: { label: 'Picture', summary: 'PNG, JPEG or GIF' },
  numpy: { label: 'NumPy array', summary: 'Raw values after a JSON frame with dtype and shape' },
};
