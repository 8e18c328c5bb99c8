import { t } from '@vscode/l10n';
import { hasZipEnd } from '../formats/zipListing';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import { utf8 } from '../../base/bytes';
import { unpackDeflate } from '../compression/deflated';
import { Work } from '../compression/unpacked';
import { readPickle } from '../pickle/pickleReader';
import { moveRanges } from '../values/ranges';
import { maxInput } from '../values/limits';
import { Budget } from '../values/budget';
import { arrayValues, type ArrayReading } from '../arrays/arrayValues';
import { dtypeOf, shapeOf } from '../arrays/dtypes';
import { readPythonLiteral } from '../arrays/pythonLiteral';
import { columnMajor, countOf, RawArrays, type RawArray } from '../arrays/rawArrays';

const npyMagic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const zipMagic = [0x50, 0x4b, 0x03, 0x04];
const maxHeader = 64 * 1024;
/** Arrays of one archive that are read, and bytes that are unpacked for them. */
const maxArrays = 200;
const maxUnpacked = 4 * maxInput;

const begins = (bytes: Uint8Array, magic: readonly number[], at = 0) => magic.every((byte, i) => bytes[at + i] === byte);

export const isNpy = (bytes: Uint8Array) => begins(bytes, npyMagic);

/** An archive of arrays: a ZIP whose first file is one. */
export function isNpz(bytes: Uint8Array): boolean {
  return begins(bytes, zipMagic) && localFile(bytes, 0)?.name.endsWith('.npy') === true;
}

interface Npy {
  raw?: RawArray;
  /** Where a pickle begins, which holds the values that are objects. */
  pickle?: number;
  problem?: { message: string; at: number };
  /** Bytes that should follow the last one. */
  missing?: number;
}

/** NumPy's format of files, `numpy.lib.format`, versions 1 to 3: dtype and shape in a header, and raw values. `at`: where it begins. */
function npy(bytes: Uint8Array, at: number | undefined): Npy {
  const cut = (missing: number): Npy => ({ problem: { message: t('It ends inside the header of the array.'), at: bytes.length }, missing });
  if (bytes.length < 10) return cut(10 - bytes.length);
  const version = bytes[6] as number;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (version < 1 || version > 3) return { problem: { message: t("Version {0} of NumPy's format is not known.", version), at: 6 } };
  const from = version === 1 ? 10 : 12;
  if (bytes.length < from) return cut(from - bytes.length);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const to = from + length;
  if (length > maxHeader) return { problem: { message: t('The header of the array is longer than any.'), at: 8 } };
  if (to > bytes.length) return cut(to - bytes.length);
  const header = readPythonLiteral(utf8(bytes.subarray(from, to)) ?? '');
  const field = (name: string): ValueNode | undefined => header?.entries?.find(({ key }) => key === name)?.value;
  const descr = field('descr');
  const shape = shapeOf(field('shape'));
  if (header?.kind !== 'map' || !descr || !shape)
    return { problem: { message: t('The header does not tell the dtype and the shape of an array.'), at: from } };
  const dtype = dtypeOf(descr);
  const word = descr.kind === 'string' ? (descr.text ?? '') : (dtype?.name ?? '');
  if (/^[|<>=]?O8?$/.test(word)) return { pickle: to };
  if (!dtype)
    return { problem: { message: t('Values of the dtype "{0}" cannot be read from their bytes.', word.slice(0, 100)), at: from } };
  const size = countOf(shape) * dtype.type.size;
  const content = bytes.subarray(to, Math.min(bytes.length, to + size));
  const order = field('fortran_order')?.text === 'true' ? columnMajor(shape, dtype.type.size) : {};
  const raw: RawArray = { type: dtype.type, dtype: dtype.name, shape, bytes: content, ...order };
  if (at !== undefined) raw.at = at + to;
  if (content.length < size)
    return {
      raw,
      problem: {
        message: t('The array has {0} bytes; {1} follow the header.', countText(size), countText(content.length)),
        at: bytes.length,
      },
      missing: size - content.length,
    };
  return to + size < bytes.length
    ? { raw, problem: { message: t('{0} bytes follow the array.', countText(bytes.length - to - size)), at: to + size } }
    : { raw };
}

/** A `.npy` file. */
export function readNpy(bytes: Uint8Array): ArrayReading {
  const { raw, pickle, problem, missing } = npy(bytes, 0);
  if (pickle !== undefined) return pickled(bytes, pickle);
  return { ...(raw ? arrayValues(raw) : {}), ...(problem ? { problem } : {}), ...(missing ? { missing } : {}) };
}

/** Objects stand in a pickle, which is read and not executed. */
function pickled(bytes: Uint8Array, at: number): ArrayReading {
  const { value, problem, notes, missing } = readPickle(bytes.subarray(at)).reading;
  if (value) moveRanges(value, at);
  return {
    ...(value ? { value } : {}),
    ...(notes ? { notes } : {}),
    ...(problem ? { problem: { ...problem, ...(problem.at === undefined ? {} : { at: problem.at + at }) } } : {}),
    ...(missing ? { missing } : {}),
  };
}

interface LocalFile {
  name: string;
  method: number;
  /** Its packed bytes. */
  from: number;
  to: number;
  isEncrypted: boolean;
  /** Sizes stand behind the content only. */
  isOpen: boolean;
}

/** The head of a file in a ZIP archive that begins at a place. */
function localFile(bytes: Uint8Array, at: number): LocalFile | undefined {
  if (at + 30 > bytes.length || !begins(bytes, zipMagic, at)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameLength = view.getUint16(at + 26, true);
  const extraLength = view.getUint16(at + 28, true);
  const from = at + 30 + nameLength + extraLength;
  if (from > bytes.length) return undefined;
  const flags = view.getUint16(at + 6, true);
  let packed = view.getUint32(at + 18, true);
  for (let extra = at + 30 + nameLength; extra + 4 <= from; extra += 4 + view.getUint16(extra + 2, true))
    if (packed === 0xffffffff && view.getUint16(extra, true) === 1 && extra + 20 <= from)
      packed = Number(view.getBigUint64(extra + 12, true));
  return {
    name: new TextDecoder().decode(bytes.subarray(at + 30, at + 30 + nameLength)),
    method: view.getUint16(at + 8, true),
    from,
    to: from + packed,
    isEncrypted: (flags & 1) !== 0,
    isOpen: (flags & 8) !== 0 && packed === 0,
  };
}

/** A `.npz` file: each array by its name. What is deflated is inflated within the bounds of all compressions. */
export function readNpz(bytes: Uint8Array): ArrayReading {
  const budget = new Budget();
  budget.take();
  const arrays = new RawArrays(budget);
  const work = new Work();
  const entries: ValueEntry[] = [];
  const notes = new Set<string>();
  let at = 0;
  let missing = 0;
  let unpacked = 0;
  let last = '';
  let isAll = true;
  for (let file = localFile(bytes, at); file; file = localFile(bytes, at)) {
    if (entries.length >= maxArrays || unpacked > maxUnpacked) {
      notes.add(t('The arrays behind "{0}" are not read.', last));
      isAll = false;
      break;
    }
    const content = fileContent(bytes, file, work);
    unpacked += content.bytes?.length ?? 0;
    const name = file.name.replace(/\.npy$/, '').slice(0, 200);
    const one = content.bytes && isNpy(content.bytes) ? npy(content.bytes, file.method === 0 ? file.from : undefined) : {};
    const problem = content.problem ?? one.problem?.message;
    if (problem !== undefined) notes.add(t('{0}: {1}', name, problem));
    if (!budget.take()) break;
    const node: ValueNode = { kind: 'null', type: t('not read'), range: [file.from, Math.min(file.to, bytes.length)] };
    if (one.raw) arrays.put(node, one.raw);
    entries.push({ key: name, value: node });
    last = name;
    missing = Math.max(missing, file.to - bytes.length);
    at = Math.max(content.to, at + 30);
  }
  // The directory of a ZIP archive follows its files.
  const isOpen = isAll && missing <= 0 && budget.hasRoom && !hasZipEnd(bytes);
  arrays.fill();
  const all = [...notes, ...(budget.notes ?? [])];
  return {
    value: { kind: 'map', entries, range: [0, bytes.length] },
    ...(all.length > 0 ? { notes: all } : {}),
    ...(missing > 0 ? { missing, problem: { message: t('It ends inside a value.'), at: bytes.length } } : {}),
    ...(isOpen
      ? { missing: 1, problem: { message: t('The archive has no end: its directory is missing.'), at: Math.min(at, bytes.length) } }
      : {}),
  };
}

/** What is in a file, and where its packed bytes end. */
function fileContent(
  bytes: Uint8Array,
  { method, from, to, isEncrypted, isOpen }: LocalFile,
  work: Work,
): { bytes?: Uint8Array; problem?: string; to: number } {
  const packed = bytes.subarray(from, isOpen ? bytes.length : Math.min(to, bytes.length));
  if (isEncrypted) return { problem: t('it is encrypted'), to };
  if (method === 0 && !isOpen) return { bytes: packed, to };
  if (method !== 8) return { problem: t('it is packed in a way that is not opened here'), to };
  const unpacked = unpackDeflate(packed, isOpen || to <= bytes.length, work);
  const content = unpacked.problem && unpacked.bytes.length === 0 ? { problem: unpacked.problem.message } : { bytes: unpacked.bytes };
  if (!isOpen) return { ...content, to };
  // Behind a content whose sizes were not known come these, with a signature or without.
  const end = bytes.length - (unpacked.behind ?? 0);
  const next = [12, 16, 20, 24].find((size) => begins(bytes, zipMagic, end + size));
  return { ...content, to: next === undefined ? bytes.length : end + next };
}
