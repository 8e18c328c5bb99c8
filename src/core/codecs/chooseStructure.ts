import { t } from '@vscode/l10n';
import { isAvroFile, readAvroFile } from './avro/avroFile';
import { confluentSchema } from './avro/avroReader';
import { beginsLikeBson, lengthAt, readBson } from './formats/bsonReader';
import { beginsLikePmt, readPmt } from './formats/pmtReader';
import { fileKind } from './formats/fileKinds';
import { flatBuffersIdentifier, isCapnProto } from './formats/schemaBuffers';
import { isZip, readZip } from './formats/zipListing';
import { guessProtobuf } from './protobuf/protobufShape';
import type { DecoderName, ValueNode } from '../../protocol/decoding';
import type { Choice } from './values/choice';
import { decoders } from './values/decoderNames';
import type { Reading } from './values/reading';

/** Bytes of PMT from which it is no chance that they hold to their end. */
const leastPmt = 7;

/** Formats that lengths and tags tell for sure, from the first byte to the last. */
export function byStructure(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  if (isZip(bytes)) return { decoder: 'zip', why: t('it begins like {0} data', 'ZIP'), reading: readZip(bytes) };
  if (isAvroFile(bytes)) return { decoder: 'avro', why: t('it begins like {0} data', t('Avro file')), reading: readAvroFile(bytes) };
  const bson = beginsLikeBson(bytes) ? asBson(bytes, isWhole) : undefined;
  if (bson) return bson;
  if (!isWhole) return undefined;
  if (bytes.length >= leastPmt && beginsLikePmt(bytes)) {
    const reading = readPmt(bytes);
    if (!reading.problem) return { decoder: 'pmt', why: t('all of it is PMT of GNU Radio'), reading };
  }
  return undefined;
}

/** A document, or one with a fault: then what was read has names, and ends where its length tells or is most of what there is. */
function asBson(bytes: Uint8Array, isWhole: boolean): Choice | undefined {
  const reading = readBson(bytes);
  const { value, problem, missing = 0, behind } = reading;
  if (!value?.entries?.length) return undefined;
  if (!problem) return { decoder: 'bson', why: t('all of it is BSON'), reading };
  if (missing > 0 && !isWhole) return { decoder: 'bson', why: t('its beginning is {0}', 'BSON'), reading };
  const length = lengthAt(bytes);
  const isCut = missing > 0 && (value.type === 'sequence' || length > bytes.length);
  // One short element may be chance.
  if (!isCut && !behind && bytes.length < leastFaulty) return undefined;
  return length <= bytes.length * 2 && missing <= bytes.length && hasNames(value)
    ? { decoder: 'bson', why: whyFaulty('bson', reading), reading }
    : undefined;
}

const leastFaulty = 16;

function hasNames({ type, entries = [] }: ValueNode): boolean {
  const first = type === 'sequence' ? (entries[0]?.value.entries ?? []) : entries;
  return first.length > 0 && first.every(({ key }) => typeof key === 'string' && /^[a-z_$][\w.$@/: -]*$/i.test(key));
}

/** What is wrong with what is surely a format. */
export function whyFaulty(decoder: DecoderName, { behind, missing }: Reading): string {
  const { label } = decoders[decoder];
  if (missing) return t('it is {0}, which ends early', label);
  return behind ? t('it is {0}, and more follows', label) : t('it is {0} with a fault', label);
}

/** Sizes that numbers have: of these bytes nothing is guessed. */
const numberSizes = new Set([1, 2, 4, 8, 16]);

/** What bytes are perhaps that are of no format for sure: read as that, or named and offered. Undefined where nothing speaks for any. */
export function guessOf(bytes: Uint8Array, choice: Choice): Choice | undefined {
  if (numberSizes.has(bytes.length) || fileKind(bytes) !== undefined) return undefined;
  const protobuf = guessProtobuf(bytes);
  if (protobuf === 'certain') return { decoder: 'protobuf', why: t('a guess: all of it is fields of Protobuf'), guess: true };
  if (choice.decoder !== 'hex') return undefined;
  if (isCapnProto(bytes)) return { ...choice, why: t('it looks like Cap’n Proto, which cannot be read without its schema') };
  const identifier = flatBuffersIdentifier(bytes);
  if (identifier !== undefined && identifier !== '')
    return { ...choice, why: t('it looks like FlatBuffers with the identifier {0}, which cannot be read without its schema', identifier) };
  const schema = confluentSchema(bytes);
  if (schema !== undefined && isValueOfSchema(bytes.subarray(5)))
    return { ...choice, why: t('it could be a value of schema {0} in a registry (Avro, Protobuf or JSON behind five bytes)', schema) };
  if (identifier !== undefined) return { ...choice, why: t('it could be FlatBuffers, which cannot be read without its schema') };
  return protobuf === undefined ? undefined : { ...choice, why: t('it could be Protobuf'), offer: 'protobuf' };
}

/** Characters of a text that are hardly chance. */
const leastText = 3;

/** Whether something in these bytes is as values are that have a schema: fields of Protobuf, or a text of Avro behind its length. */
function isValueOfSchema(bytes: Uint8Array): boolean {
  if (bytes[0] === 0 && guessProtobuf(bytes.subarray(1)) !== undefined) return true;
  return bytes.some((length, at) => {
    const text = length % 2 === 0 ? bytes.subarray(at + 1, at + 1 + length / 2) : bytes.subarray(0, 0);
    return text.length >= leastText && text.length === length / 2 && text.every((byte) => byte >= 0x20 && byte < 0x7f);
  });
}
