import { t } from '@vscode/l10n';
import { ZmqError } from '../../base/errors';
import { unpack } from '../compression/unpack';
import { Work } from '../compression/unpacked';
import { Budget } from '../values/budget';
import { maxInput } from '../values/limits';
import { Stop, stopOf, type Reading } from '../values/reading';
import { utf8Text } from '../values/text';
import { TreeBuilder } from '../values/tree';
import { AvroReader } from './avroReader';
import { parseAvroSchema, type AvroType } from './avroSchema';

const magic = [0x4f, 0x62, 0x6a, 0x01];
const syncSize = 16;
/** Codecs of blocks that are unpacked here. */
const codecs = { deflate: 'deflate', bzip2: 'bzip2', xz: 'xz', zstandard: 'zstd' } as const;

/** True for an object container file, which has its schema in it. */
export function isAvroFile(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** The values of an object container file (Avro 1.11) as entries of an array. */
export function readAvroFile(bytes: Uint8Array): Reading {
  const builder = new TreeBuilder(new Budget());
  builder.begin('array', 0, t('Avro file'), Infinity);
  const stop = stopOf(() => {
    const reader = new AvroReader(bytes, builder, magic.length);
    const file = header(reader, bytes);
    let unpacked = 0;
    for (const work = new Work(); reader.at < bytes.length;) {
      const from = reader.at;
      const count = reader.long();
      const size = reader.length();
      const start = reader.pass(size);
      if (count < 0n) throw new Stop(t('A block cannot have {0} values.', String(count)), from);
      if (file.codec === 'null') read(new AvroReader(bytes, builder, start, start + size), file.type, count);
      else {
        const { bytes: content, problem } = unpack(file.codec, bytes.subarray(start, start + size), true, work);
        unpacked += content.length;
        if (unpacked > maxInput) throw new Stop(t('Only the first 1 MiB unpacked.'), from);
        if (problem) throw new Stop(problem.message, from);
        read(new AvroReader(content, builder, 0, content.length, [start, start + size]), file.type, count, start + size);
      }
      reader.pass(syncSize);
    }
    return undefined;
  });
  return builder.finish(bytes.length, stop);
}

/** Reads so many values; what stops it is at `at` where the bytes have no places of their own. */
function read(reader: AvroReader, type: AvroType, count: bigint, at?: number): void {
  try {
    for (let left = count; left > 0n; left--) reader.value(type, 0);
  } catch (stop) {
    throw stop instanceof Stop && at !== undefined ? new Stop(stop.message, at) : stop;
  }
}

/** The schema, and how blocks are packed. */
function header(reader: AvroReader, bytes: Uint8Array): { type: AvroType; codec: 'null' | (typeof codecs)[keyof typeof codecs] } {
  const meta = new Map<string, Uint8Array>();
  for (let count = reader.long(); count !== 0n; count = reader.long()) {
    if (count < 0n) {
      count = -count;
      reader.long();
    }
    for (; count > 0n; count--) {
      const key = reader.text();
      const length = reader.length();
      const start = reader.pass(length);
      meta.set(key, bytes.subarray(start, start + length));
    }
  }
  const end = reader.pass(syncSize);
  const codec = utf8Text(meta.get('avro.codec') ?? new Uint8Array(0)) ?? '';
  const schema = utf8Text(meta.get('avro.schema') ?? new Uint8Array(0));
  if (schema === undefined || schema === '') throw new Stop(t('The file has no schema.'), end);
  if (codec !== '' && codec !== 'null' && !Object.hasOwn(codecs, codec))
    throw new Stop(t('Its blocks are packed by {0}, which is not read here.', codec), end);
  try {
    return { type: parseAvroSchema(schema), codec: codec === '' || codec === 'null' ? 'null' : codecs[codec as keyof typeof codecs] };
  } catch (error) {
    if (error instanceof ZmqError) throw new Stop(error.message, end);
    throw error;
  }
}
