import { t } from '@vscode/l10n';
import { isAvroFile, readAvroFile } from './avro/avroFile';
import { confluentSchema } from './avro/avroReader';
import { beginsLikeBson, readBson } from './formats/bsonReader';
import { beginsLikePmt, readPmt } from './formats/pmtReader';
import { flatBuffersIdentifier, isCapnProto } from './formats/schemaBuffers';
import { isZip, readZip } from './formats/zipListing';
import { guessProtobuf } from './protobuf/protobufShape';
import type { Choice } from './values/choice';

/** Bytes of PMT from which it is no chance that they hold to their end. */
const leastPmt = 7;

/** Formats that lengths and tags tell for sure, from the first byte to the last. */
export function byStructure(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  if (isZip(bytes)) return { decoder: 'zip', why: t('it begins like {0} data', 'ZIP'), reading: readZip(bytes) };
  if (isAvroFile(bytes)) return { decoder: 'avro', why: t('it begins like {0} data', t('Avro file')), reading: readAvroFile(bytes) };
  if (!isWhole) return undefined;
  if (beginsLikeBson(bytes)) {
    const reading = readBson(bytes);
    if (!reading.problem && reading.value?.entries?.length) return { decoder: 'bson', why: t('all of it is BSON'), reading };
  }
  if (bytes.length >= leastPmt && beginsLikePmt(bytes)) {
    const reading = readPmt(bytes);
    if (!reading.problem) return { decoder: 'pmt', why: t('all of it is PMT of GNU Radio'), reading };
  }
  return undefined;
}

/** Sizes that numbers have: of these bytes nothing is guessed. */
const numberSizes = new Set([1, 2, 4, 8, 16]);

/** What bytes are perhaps that are of no format for sure: read as that, or named and offered. Undefined where nothing speaks for any. */
export function guessOf(bytes: Uint8Array, choice: Choice): Choice | undefined {
  if (numberSizes.has(bytes.length)) return undefined;
  const protobuf = guessProtobuf(bytes);
  if (protobuf === 'certain') return { decoder: 'protobuf', why: t('a guess: all of it is fields of Protobuf'), guess: true };
  if (choice.decoder !== 'hex') return undefined;
  if (isCapnProto(bytes)) return { ...choice, why: t('it looks like Cap’n Proto, which cannot be read without its schema') };
  const identifier = flatBuffersIdentifier(bytes);
  if (identifier !== undefined && identifier !== '')
    return { ...choice, why: t('it looks like FlatBuffers with the identifier {0}, which cannot be read without its schema', identifier) };
  const schema = confluentSchema(bytes);
  if (schema !== undefined)
    return { ...choice, why: t('it could be a value of schema {0} in a registry (Avro, Protobuf or JSON behind five bytes)', schema) };
  if (identifier !== undefined) return { ...choice, why: t('it could be FlatBuffers, which cannot be read without its schema') };
  return protobuf === undefined ? undefined : { ...choice, why: t('it could be Protobuf'), offer: 'protobuf' };
}
