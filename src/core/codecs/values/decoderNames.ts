import { t } from '@vscode/l10n';
import type { DecoderName } from '../../../protocol/decoding';

/** How each decoder is called, and a line for lists. Menus, settings and requests read this table. */
export const decoders: Record<DecoderName, { label: string; summary: string }> = {
  text: {
    get label() {
      return t('Text');
    },
    get summary() {
      return t('UTF-8, with the place of the first byte that is not');
    },
  },
  numbers: {
    get label() {
      return t('Numbers');
    },
    get summary() {
      return t('Numbers in a text, such as 10001 42, or in bytes by a layout such as <If');
    },
  },
  json: {
    label: 'JSON',
    get summary() {
      return t('With all digits, duplicate keys, and NaN as Python writes it');
    },
  },
  msgpack: {
    get label() {
      return t('MessagePack');
    },
    get summary() {
      return t('Binary values');
    },
  },
  cbor: {
    label: 'CBOR',
    get summary() {
      return t('Binary values of RFC 8949');
    },
  },
  protobuf: {
    get label() {
      return t('Protobuf');
    },
    get summary() {
      return t('By a .proto file or a descriptor set, or the wire format alone');
    },
  },
  pickle: {
    get label() {
      return t('Pickle');
    },
    get summary() {
      return t('Python objects, as send_pyobj sends them; read, never executed');
    },
  },
  bson: {
    label: 'BSON',
    get summary() {
      return t('Documents of MongoDB');
    },
  },
  avro: {
    label: 'Avro',
    get summary() {
      return t('By a schema that a rule names, or a file that has its own');
    },
  },
  pmt: {
    label: 'PMT',
    get summary() {
      return t('Polymorphic types of GNU Radio');
    },
  },
  xml: {
    label: 'XML',
    get summary() {
      return t('Elements and attributes, with indented lines as text');
    },
  },
  yaml: {
    label: 'YAML',
    get summary() {
      return t('By its core schema, aliases as references');
    },
  },
  csv: {
    label: 'CSV',
    get summary() {
      return t('Rows by the names in the first one');
    },
  },
  pairs: {
    get label() {
      return t('Pairs');
    },
    get summary() {
      return t('Names and values in a text, such as temp=21.5');
    },
  },
  zip: {
    label: 'ZIP',
    get summary() {
      return t('Names and sizes of the files in an archive');
    },
  },
  hex: {
    get label() {
      return t('Hex');
    },
    get summary() {
      return t('The bytes');
    },
  },
  netstring: {
    get label() {
      return t('Netstrings');
    },
    get summary() {
      return t('Texts or bytes, each behind its length');
    },
  },
  prefix: {
    get label() {
      return t('Prefix');
    },
    get summary() {
      return t('A text, a length or a marker, and what stands behind it');
    },
  },
  base16: {
    get label() {
      return t('Hex digits');
    },
    get summary() {
      return t('Bytes written as hex digits');
    },
  },
  base64: {
    get label() {
      return t('Base64');
    },
    get summary() {
      return t('Bytes written as text');
    },
  },
  gzip: {
    label: 'gzip',
    get summary() {
      return t('What is compressed in it');
    },
  },
  zlib: {
    label: 'zlib',
    get summary() {
      return t('What is compressed in it');
    },
  },
  deflate: {
    label: 'deflate',
    get summary() {
      return t('What is compressed in it, with neither header nor checksum');
    },
  },
  brotli: {
    label: 'Brotli',
    get summary() {
      return t('What is compressed in it');
    },
  },
  zstd: {
    get label() {
      return t('Zstandard');
    },
    get summary() {
      return t('What is compressed in it');
    },
  },
  lz4: {
    label: 'LZ4',
    get summary() {
      return t('What is compressed in its frames, or in a block with its size before it');
    },
  },
  snappy: {
    label: 'Snappy',
    get summary() {
      return t('What is compressed in it, in chunks or raw');
    },
  },
  bzip2: {
    label: 'bzip2',
    get summary() {
      return t('What is compressed in it');
    },
  },
  xz: {
    label: 'xz',
    get summary() {
      return t('What is compressed in it, or in the older .lzma');
    },
  },
  picture: {
    get label() {
      return t('Picture');
    },
    get summary() {
      return t('PNG, JPEG, GIF, WebP, BMP, TIFF or Netpbm, or raw pixels by a rule');
    },
  },
  numpy: {
    get label() {
      return t('NumPy array');
    },
    get summary() {
      return t('.npy and .npz files, and raw values after a frame that tells dtype and shape');
    },
  },
  module: {
    get label() {
      return t('Module');
    },
    get summary() {
      return t('By a JavaScript module of the workspace that a rule names');
    },
  },
};
