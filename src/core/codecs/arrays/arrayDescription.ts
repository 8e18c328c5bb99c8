import { t } from '@vscode/l10n';
import type { ValueEntry, ValueNode } from '../../../protocol/decoding';
import { countText } from '../../base/quantities';
import type { CompressionFormat } from '../compression/unpacked';
import { dtypeNamed, dtypeOf, openLength, shapeOf, textOf, type Dtype } from './dtypes';
import { pixelType } from './pixelTypes';
import { columnMajor, countOf, stridesOf, type RawArray } from './rawArrays';
import { dtypesByName, openCvNumber, openCvType } from './typeNames';

/** What a map tells about raw values that stand beside it or follow. */
export interface ArrayDescription {
  /** As it is told, for people. */
  dtype: string;
  /** What that may mean, the likeliest first; the size decides. None where values cannot be read from their bytes. */
  types: readonly Dtype[];
  /** Lengths of the dimensions; one may be `openLength`. */
  shape: readonly number[];
  /** The first dimension changes fastest. */
  isColumnMajor?: boolean;
  /** As they are told, in bytes or in values. */
  strides?: readonly number[];
  /** From one row to the next, with what fills it up. */
  rowBytes?: number;
  /** Bytes before the values. */
  offset?: number;
  /** The values are compressed: what that is called, and its format where that is known. `isShuffled`: bitshuffle with LZ4. */
  packed?: { told: string; format?: CompressionFormat; isShuffled?: true };
  /** Of a dtype and a number alone: values, or bytes, that there must be. */
  count?: number;
  /** The dtype was not told, but a number of bits. */
  isGuess?: true;
  /** What the pixels of a picture are called: `bgr`. */
  pixels?: string;
  /** The lengths were told from the fastest dimension on. */
  isFastestFirst?: true;
}

/** Names that programs give one thing, compared without case, blanks and signs. */
const shapeNames = ['shape', 'dims', 'dimensions', 'dimension', 'dim', 'arrayshape', 'datashape'];
const typeNames = [
  'dtype',
  'type',
  'descr',
  'datatype',
  'elementtype',
  'typestr',
  'typecode',
  'elemtype',
  'typ',
  'pixeltype',
  'sampletype',
  'valuetype',
  'scalartype',
  'componenttype',
  'numpytype',
  'npdtype',
  'ctype',
];
/** A dtype that is not known makes it an array all the same. */
const sureTypeNames: ReadonlySet<string> = new Set(['dtype', 'typestr', 'npdtype', 'numpytype']);
const bitNames = ['bitmode', 'dynamicrange', 'bitdepth', 'bits', 'bitsperpixel', 'bitspersample', 'bpp', 'dr'];
const byteNames = ['itemsize', 'elementsize', 'elemsize', 'bytesperelement', 'bytespervalue', 'bytespersample', 'bytesperpixel'];
const signNames = ['signed', 'issigned'];
const countNames = [
  'count',
  'length',
  'len',
  'size',
  'n',
  'nbytes',
  'samples',
  'numsamples',
  'nsamples',
  'nelements',
  'numelements',
  'points',
];
/** Numbers that are of no size that is read here. */
const numberLike = /^(?:bfloat|float|fp|q?u?int|complex)\d/i;
/** Pixels that do not stand one behind the other. */
const otherPixels = /^(?:nv\d\d|i420|yv12|iyuv|yuv\w*|mono1[024]p(?:acked)?|bayer\w+p(?:acked)?)$/i;
const formatNames = ['format', 'encoding', 'pixelformat', 'colorformat', 'colorspace', 'colororder', 'mode', 'pixfmt'];
const channelNames = ['channels', 'channel', 'depth', 'nchannels', 'numchannels', 'components', 'bands'];
const orderNames = ['byteorder', 'sysbyteorder', 'endian', 'endianness', 'endianess', 'order', 'encoding'];
const bigNames = ['isbigendian', 'bigendian', 'isbig', 'isbe'];
const littleNames = ['islittleendian', 'littleendian', 'islittle', 'isle'];
const columnNames = [
  'fortranorder',
  'isfortran',
  'fortran',
  'columnmajor',
  'colmajor',
  'iscolumnmajor',
  'fcontiguous',
  'isfcontiguous',
  'fortrancontiguous',
  'isfortrancontiguous',
];
const rowMajorNames = ['rowmajor', 'isrowmajor'];
const memoryNames = [
  'order',
  'layout',
  'memorylayout',
  'memoryorder',
  'arrayorder',
  'storageorder',
  'dataorder',
  'contiguity',
  'contiguous',
];
const stridesNames = ['strides', 'stride'];
const rowNames = ['step', 'stride', 'rowstride', 'rowbytes', 'bytesperrow', 'bytesperline', 'linesize', 'pitch', 'widthstep', 'rowsize'];
const offsetNames = ['offset', 'byteoffset', 'dataoffset', 'headersize', 'headerbytes'];
const packingNames = ['compression', 'compressed', 'codec', 'compressor', 'compress', 'packing', 'compressiontype', 'filter', 'encoding'];

type Fields = ReadonlyMap<string, ValueNode>;

/** What a map describes by a dtype or a number of bits and a shape, or by the width, height and format of a picture. */
export function describedBy({ entries = [] }: ValueNode): ArrayDescription | undefined {
  const fields = fieldsOf(entries);
  // `flags` of NumPy tell the order of the values.
  for (const [name, value] of fieldsOf(fields.get('flags')?.entries ?? [])) if (!fields.has(name)) fields.set(name, value);
  const told = shapeNames.map((name) => shapeOf(withSizes(fields.get(name)), true)).find((shape) => shape !== undefined) ?? sizesOf(fields);
  const inShape = first(fields, shapeNames);
  const shape = told ?? pictureShape(inShape?.kind === 'map' ? fieldsOf(inShape.entries ?? []) : fields);
  if (!shape) return counted(fields) ?? sound(fields);
  const more = { ...lying(fields), ...packing(fields) };
  const isBig = isBigEndian(fields);
  for (const name of typeNames) {
    const node = fields.get(name);
    const found = node && typed(node, isBig, sureTypeNames.has(name), told === undefined);
    if (!found) continue;
    const { channels = 1, ...type } = found;
    const whole = channels > 1 && shape.length === 2 ? [...shape, channels] : shape;
    const isFastestFirst = told !== undefined && shape.length > 1 && countsFromFastest(fields, node);
    return { ...type, ...more, ...(isFastestFirst ? { isFastestFirst, shape: whole.toReversed() } : { shape: whole }) };
  }
  // What says how numbers are written may be a format of pixels, too; a letter is rather that.
  const format = told && fields.get('format');
  const byFormat = format && typed(format, isBig, false, false);
  const ofFormat = byFormat && { dtype: byFormat.dtype, types: byFormat.types, shape, ...more };
  if (ofFormat && (textOf(format)?.length ?? 0) > 1) return ofFormat;
  const byBits = ofBits(fields, shape, isBig);
  if (byBits) return { ...byBits, ...more };
  const pixels = told === undefined || told.length === 2 ? ofPixels(fields, shape, isBig) : undefined;
  return pixels ? { ...pixels, ...more } : ofFormat;
}

/** Numbers of so many bits; three bytes are the colours of a pixel. */
function ofBits(fields: Fields, shape: readonly number[], isBig: boolean): ArrayDescription | undefined {
  const bits = Number(textOfNumber(first(fields, bitNames) ?? depthInBits(fields)) ?? Number(textOfNumber(first(fields, byteNames))) * 8);
  const isColours = bits === 24 && shape.length === 2;
  const signed = first(fields, signNames);
  const name = isColours ? 'uint8' : `${signed && isTrue(signed) ? 'int' : 'uint'}${bits}`;
  const type = isColours || [8, 16, 32, 64].includes(bits) ? dtypeNamed(name, isBig) : undefined;
  return type && shape.length > 0
    ? { dtype: type.name, types: [type], shape: isColours ? [...shape, 3] : shape, isGuess: true }
    : undefined;
}

/** A depth of so many is one of bits, and none of channels, where no dtype tells the bits. */
function depthInBits(fields: Fields): ValueNode | undefined {
  const depth = fields.get('depth');
  return depth?.kind === 'integer' && /^(?:8|16|24|32|64)$/.test(depth.text ?? '') && !first(fields, typeNames) ? depth : undefined;
}

/** Samples of sound, as ALSA and FFmpeg name them. */
function sound(fields: Fields): ArrayDescription | undefined {
  const channels = Number(textOfNumber(fields.get('channels')));
  const told = textOf(fields.get('format'))?.trim() ?? '';
  const name = told
    .replace(/^pcm_/i, '')
    .replace(/^float_/i, 'f32')
    .replace(/^float64_/i, 'f64');
  const type = /^[suf]\d/i.test(name) ? dtypeNamed(dtypesByName(name)[0] ?? '', false) : undefined;
  return type && channels >= 1 && channels <= 64 ? { dtype: type.name, types: [type], shape: [openLength, channels] } : undefined;
}

function fieldsOf(entries: readonly ValueEntry[]): Map<string, ValueNode> {
  const fields = new Map<string, ValueNode>();
  for (const { key, value } of entries) {
    const name = typeof key === 'string' ? key : textOf(key);
    if (name !== undefined) fields.set(name.toLowerCase().replace(/[\s_-]/g, ''), value);
  }
  return fields;
}

/** A dtype and how many values there are, or bytes of them. */
function counted(fields: Fields): ArrayDescription | undefined {
  const count = countNames.map((name) => fields.get(name)).find((value) => value?.kind === 'integer');
  const node = first(fields, typeNames);
  const type = count && node && typed(node, isBigEndian(fields), false, false);
  return type && { dtype: type.dtype, types: type.types, shape: [openLength], count: Number(count.text), ...packing(fields) };
}

const first = (fields: Fields, names: readonly string[]) => names.map((name) => fields.get(name)).find((value) => value !== undefined);
const textOfNumber = (node: ValueNode | undefined) => (node?.kind === 'integer' ? node.text : textOf(node));

/** A shape as it is told: EPICS has a map with a `size` for each dimension. */
function withSizes(node: ValueNode | undefined): ValueNode | undefined {
  const sizes = node?.entries?.flatMap(({ value }) => value.entries?.find(({ key }) => key === 'size') ?? []) ?? [];
  return node && sizes.length > 0 && sizes.length === node.entries?.length
    ? { kind: 'array', entries: sizes.map(({ value }) => ({ value })) }
    : node;
}

/** Arrays of EPICS, and what streams of PSI were before `array-1.0`, have the length of a row first. */
function countsFromFastest(fields: Fields, type: ValueNode): boolean {
  const htype = fields.get('htype');
  return (
    /^ND(?:U?Int|Float)\d+$/.test(textOf(type) ?? '') ||
    /^chunk-/.test(textOf(htype?.kind === 'array' ? htype.entries?.[0]?.value : htype) ?? '') ||
    shapeNames.some((name) => fields.get(name) !== withSizes(fields.get(name)))
  );
}

/** Several lengths that are called a size; a single one is rather a number of bytes. */
function sizesOf(fields: Fields): number[] | undefined {
  const size = fields.get('size');
  return size?.kind === 'array' && !first(fields, formatNames) ? shapeOf(size) : undefined;
}

function pictureShape(fields: Fields): number[] | undefined {
  const length = (...all: string[]) => shapeOf(all.map((name) => fields.get(name)).find((value) => value?.kind === 'integer'))?.[0];
  // Those who write both lengths as one mean the width first.
  const both = shapeOf(first(fields, ['size', 'resolution', 'imagesize']));
  const pair = both?.length === 2 ? both : [];
  const width = length('width', 'imagewidth', 'imgwidth', 'w', 'cols', 'columns', 'ncols', 'nx', 'xsize', 'sizex') ?? pair[0];
  const height = length('height', 'imageheight', 'imgheight', 'h', 'rows', 'nrows', 'ny', 'ysize', 'sizey') ?? pair[1];
  if (width === undefined || height === undefined) return undefined;
  const channels = depthInBits(fields) ? undefined : first(fields, channelNames);
  const count = channels?.kind === 'integer' ? Number(channels.text) : 1;
  return count > 1 && count <= 64 ? [height, width, count] : [height, width];
}

interface Typed {
  dtype: string;
  types: readonly Dtype[];
  channels?: number;
}

/** `isSure`: by its name it can be nothing but a dtype, be it one that is not known. `isPicture`: a number may be one of OpenCV. */
function typed(node: ValueNode, isBig: boolean, isSure: boolean, isPicture: boolean): Typed | undefined {
  if (node.kind === 'map') {
    const name = node.entries?.find(({ key, value }) => (key === 'name' || key === 'str') && textOf(value) !== undefined);
    if (name) return typed(name.value, isBig, isSure, isPicture);
  }
  const told = textOf(node)?.trim();
  const cv = told === undefined ? (isPicture && node.kind === 'integer' ? openCvNumber(Number(node.text)) : undefined) : openCvType(told);
  if (cv) {
    const type = dtypeNamed(cv.dtype, isBig);
    return type && { dtype: type.name, types: [type], channels: cv.channels };
  }
  const own = dtypeOf(node, isBig);
  const others = told === undefined ? [] : dtypesByName(told).flatMap((name) => dtypeNamed(name, isBig) ?? []);
  const types = own ? [own, ...others.filter(({ type }) => type.size !== own.type.size)] : others;
  if (types.length === 0) return told !== undefined && (isSure || numberLike.test(told)) ? { dtype: told, types } : undefined;
  const isOfNumPy = told !== undefined && !isBig && dtypeNamed(told, false) !== undefined;
  return { dtype: isOfNumPy ? told : (types[0] as Dtype).name, types };
}

const isTrue = (node: ValueNode) => /^(?:true|yes|[1-9]\d*)$/i.test(node.text ?? '');
const isFalse = (node: ValueNode) => /^(?:false|no|0)$/i.test(node.text ?? '');

function isBigEndian(fields: Fields): boolean {
  const big = first(fields, bigNames);
  if (big) return isTrue(big);
  const little = first(fields, littleNames);
  if (little) return isFalse(little);
  return orderNames.some((name) => {
    const told = textOfNumber(fields.get(name))?.trim() ?? '';
    return /^(?:>|!|big|be\b|b$|msb|network|motorola|4321)|>$|[\d_]be$/i.test(told);
  });
}

/** How the values lie. */
function lying(fields: Fields): Pick<ArrayDescription, 'isColumnMajor' | 'strides' | 'rowBytes' | 'offset'> {
  const offset = Number(textOfNumber(first(fields, offsetNames)));
  const column = first(fields, columnNames);
  const row = first(fields, rowMajorNames);
  const isColumnMajor =
    (column ? isTrue(column) : row ? isFalse(row) : false) ||
    memoryNames.some((name) => /^(?:f$|fortran|f.contig|col)/i.test(textOf(fields.get(name))?.trim() ?? ''));
  const strides = stridesNames.map((name) => integersOf(fields.get(name))).find((list) => list !== undefined);
  const rowBytes = rowNames.map((name) => fields.get(name)).find((value) => value?.kind === 'integer');
  return {
    ...(isColumnMajor ? { isColumnMajor } : {}),
    ...(strides ? { strides } : {}),
    ...(rowBytes ? { rowBytes: Number(rowBytes.text) } : {}),
    ...(Number.isSafeInteger(offset) && offset > 0 ? { offset } : {}),
  };
}

function integersOf(node: ValueNode | undefined): number[] | undefined {
  const text = textOf(node);
  if (text !== undefined && /^[([\s\d,-]+[)\]]?$/.test(text)) return Array.from(text.matchAll(/-?\d+/g), Number);
  if (node?.kind !== 'array' || node.whole !== undefined) return undefined;
  const all = node.entries?.map(({ value }) => (value.kind === 'integer' ? Number(value.text) : NaN)) ?? [];
  return all.length > 0 && all.every(Number.isSafeInteger) ? all : undefined;
}

const packings: readonly [name: RegExp, format?: CompressionFormat][] = [
  [/bs\d|shuf|blosc|png|jpe?g|jp2|webp|h26\d|hevc|vp\d|lzf|rle/],
  [/lz4/, 'lz4'],
  [/zstd|zstandard/, 'zstd'],
  [/gz/, 'gzip'],
  [/zlib/, 'zlib'],
  [/deflate/, 'deflate'],
  [/snappy/, 'snappy'],
  [/bz2|bzip/, 'bzip2'],
  [/xz|lzma/, 'xz'],
  [/brotli/, 'brotli'],
];

function packing(fields: Fields): Pick<ArrayDescription, 'packed'> {
  for (const name of packingNames) {
    const node = fields.get(name);
    if (!node) continue;
    if (node.kind === 'boolean' && isTrue(node)) return { packed: { told: name } };
    const told = textOf(node)?.trim().toLowerCase() ?? '';
    const known = packings.find(([pattern]) => pattern.test(told));
    if (/^(?:bs|bitshuf).*lz4/.test(told)) return { packed: { told, isShuffled: true } };
    if (known) return { packed: { told, ...(known[1] ? { format: known[1] } : {}) } };
  }
  return {};
}

/** Formats of pixels by the names that OpenCV, ROS, PIL and GStreamer give them. */
function ofPixels(fields: Fields, [height = 0, width = 0, channels = 1]: readonly number[], isBig: boolean): ArrayDescription | undefined {
  const told = formatNames.map((name) => textOf(fields.get(name))?.trim()).find((text) => text !== undefined && pixelType(text));
  const pixel = told === undefined ? undefined : pixelType(told);
  const other = formatNames.map((name) => textOf(fields.get(name))?.trim() ?? '').find((text) => otherPixels.test(text));
  if (!pixel && other !== undefined) return { dtype: other, types: [], shape: [height, width] };
  // Channels alone are bytes; a name that is not known says that they are something else.
  const isPlain = first(fields, channelNames)?.kind === 'integer' && !formatNames.some((name) => textOf(fields.get(name)) !== undefined);
  const type = dtypeNamed(pixel?.dtype ?? 'uint8', isBig || pixel?.isBig === true);
  if (!type || (!pixel && !isPlain)) return undefined;
  const count = pixel?.values ?? channels;
  return {
    dtype: type.name,
    types: [type],
    shape: count > 1 ? [height, width, count] : [height, width],
    ...(told === undefined ? { isGuess: true as const } : { pixels: told }),
  };
}

/** Bytes of all values, by the likeliest type; undefined where no size follows. */
export function sizeOf({ types: [dtype], shape, strides }: ArrayDescription): number | undefined {
  return dtype && !strides && !shape.includes(openLength) ? countOf(shape) * dtype.type.size : undefined;
}

/** How the values lie in so many bytes. */
export interface Fitted extends Pick<RawArray, 'type' | 'dtype' | 'shape' | 'strides'> {
  /** Bytes before the first of them. */
  from?: number;
}

/** The values as described, where these are so many bytes, or a sentence that says why they are not. */
export function fit(described: ArrayDescription, size: number): Fitted | { problem: string } {
  const { dtype, types } = described;
  if (types.length === 0) return { problem: t('Values of the dtype "{0}" cannot be read from their bytes.', dtype.slice(0, 100)) };
  const tried = types.map((type) => fitOf(described, type, size));
  const { offset = 0 } = described;
  const whole = tried.find((fitted) => !('problem' in fitted));
  const behind =
    !whole && offset > 0 && offset < size
      ? types.map((type) => fitOf(described, type, size - offset)).find((fitted) => !('problem' in fitted))
      : undefined;
  return whole ?? (behind ? { ...behind, from: offset } : (tried[0] as { problem: string }));
}

/** The values of a described array as far as bytes that are too many or too few have them; undefined where these are rather something else. */
export function fitInPart({ dtype, types: [first], shape, strides, isColumnMajor, isGuess, count }: ArrayDescription, size: number) {
  if (!first || strides || isGuess || count !== undefined) return undefined;
  const { type } = first;
  const known = shape.reduce((product, length) => (length === openLength ? product : product * length), type.size);
  const isOpen = shape.includes(openLength);
  if (known === 0 || (isOpen ? size < known : size < type.size || size * 2 < known || size > known * 2)) return undefined;
  const lengths = shape.map((length) => (length === openLength ? Math.floor(size / known) : length));
  const end = isOpen ? size - (size % known) : Math.min(known, size);
  return { type, dtype, shape: lengths, ...(isColumnMajor ? columnMajor(lengths, type.size) : {}), end };
}

function fitOf(described: ArrayDescription, { name, type }: Dtype, size: number): Fitted | { problem: string } {
  const { types, isColumnMajor, rowBytes, count = size } = described;
  const dtype = types[0]?.name === name ? described.dtype : name;
  const known = described.shape.reduce((product, length) => (length === openLength ? product : product * length), type.size);
  const isOpen = described.shape.includes(openLength);
  if (isOpen && (known === 0 || size % known !== 0 || (count !== size && count * known !== size)))
    return {
      problem: t(
        'An array of {0} {1} has a multiple of {2} bytes; this frame has {3}.',
        shapeText(described.shape),
        dtype,
        countText(known),
        countText(size),
      ),
    };
  const shape = described.shape.map((length) => (length === openLength ? size / known : length));
  const whole = countOf(shape) * type.size;
  const fitted = { type, dtype, shape };
  if (described.strides && shape.length > 0) return byStrides(fitted, described.strides, size);
  if (whole === size) return isColumnMajor ? { ...fitted, ...columnMajor(shape, type.size) } : fitted;
  const [rows = 0, ...rest] = shape;
  const row = countOf(rest) * type.size;
  // Something fills up the rows, all or all but the last.
  if (rowBytes !== undefined && rest.length > 0 && rowBytes > row && (size === rowBytes * rows || size === rowBytes * (rows - 1) + row))
    return { ...fitted, strides: [rowBytes, ...stridesOf(rest, type.size)] };
  return {
    problem: t('An array of {0} {1} has {2} bytes; this frame has {3}.', shapeText(shape), dtype, countText(whole), countText(size)),
  };
}

const shapeText = (shape: readonly number[]) => shape.map((length) => (length === openLength ? '?' : length)).join(' × ') || t('one value');

/** Strides in bytes, as NumPy counts them, or in values, as others do. */
function byStrides(fitted: Fitted, told: readonly number[], size: number): Fitted | { problem: string } {
  const { type, shape } = fitted;
  const isInValues = type.size > 1 && told.some((stride, dimension) => stride > 0 && stride < type.size && (shape[dimension] ?? 0) > 1);
  const strides = told.map((stride) => (isInValues ? stride * type.size : stride));
  const shown = told.join(', ').slice(0, 100);
  if (strides.length !== shape.length || strides.some((stride, dimension) => stride < 1 && (shape[dimension] as number) > 1))
    return { problem: t('Strides of {0} lead to no values of this frame.', shown) };
  const extent = strides.reduce((end, stride, dimension) => end + stride * Math.max(0, (shape[dimension] as number) - 1), type.size);
  const rows = (strides[0] as number) * (shape[0] as number);
  const isWhole = countOf(shape) === 0 ? size === 0 : size === extent || (size === rows && rows > extent);
  if (isWhole) return { ...fitted, strides: strides.map((stride) => Math.max(1, stride)) };
  return { problem: t('With strides of {0} the values take {1} bytes; this frame has {2}.', shown, countText(extent), countText(size)) };
}
