/** Types by words, as C, its relatives, OpenCV and OpenGL have them: NumPy's names for them, the likeliest first. */
const words: Readonly<Record<string, readonly string[]>> = {
  char: ['int8'],
  'signed char': ['int8'],
  sbyte: ['int8'],
  uchar: ['uint8'],
  octet: ['uint8'],
  'unsigned char': ['uint8'],
  'unsigned byte': ['uint8'],
  'unsigned short': ['uint16'],
  'unsigned short int': ['uint16'],
  int: ['int32'],
  integer: ['int32', 'int64'],
  signed: ['int32'],
  uint: ['uint32'],
  unsigned: ['uint32'],
  'unsigned int': ['uint32'],
  long: ['int64', 'int32'],
  'long int': ['int64', 'int32'],
  'long long': ['int64'],
  ulong: ['uint64', 'uint32'],
  'unsigned long': ['uint64', 'uint32'],
  'unsigned long long': ['uint64'],
  size: ['uint64', 'uint32'],
  ssize: ['int64', 'int32'],
  float: ['float32'],
  real: ['float32', 'float64'],
  double: ['float64'],
  boolean: ['bool'],
  // Of EPICS, and of .NET where they differ.
  'dbr char': ['uint8'],
  'dbr short': ['int16'],
  'dbr int': ['int16'],
  'dbr enum': ['uint16'],
  'dbr long': ['int32'],
  'dbr float': ['float32'],
  'dbr double': ['float64'],
  'system.byte': ['uint8'],
  'system.single': ['float32'],
};

/** Kinds of numbers by the letters or words that stand before their bits. */
const kinds: Readonly<Record<string, string>> = {
  u: 'uint',
  uint: 'uint',
  i: 'int',
  s: 'int',
  int: 'int',
  f: 'float',
  fp: 'float',
  float: 'float',
};

/**
 * What a type is for NumPy that is called as other languages and programs do: `uint16_t`, `u16`, `Float32Array`, `NDUInt16`, `unsigned short`,
 * `FP32`, `H5T_STD_U16BE`, `cf32_le`. The likeliest first; none for what is not known.
 */
export function dtypesByName(name: string): readonly string[] {
  if (name.length > 40) return [];
  const plain = name
    .toLowerCase()
    .replace(/^(?:std::|system\.(?!byte|single)|gl_|dt_|type_|h5t_(?:std_|ieee_|native_)?|nd(?=u?int|float))/, '')
    .replace(/(?:\[\]|(?:clamped)?array)$/, '')
    .replace(/_t$/, '')
    .replace(/[\s_]+/g, ' ');
  const known = Object.hasOwn(words, plain) ? words[plain] : undefined;
  if (known) return known;
  const [, kind = '', bits = '', order] = /^([a-z]{1,5}) ?(8|16|32|64) ?([lb]e)?$/.exec(plain) ?? [];
  const sign = order === 'be' ? '>' : '';
  if (/^(?:c|cf|fc)$/.test(kind) && (bits === '32' || bits === '64')) return [`${sign}c${Number(bits) / 4}`];
  const word = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (word === undefined || (word === 'float' && bits === '8')) return [];
  return [sign === '' ? `${word}${bits}` : `>${word.charAt(0)}${Number(bits) / 8}`];
}

/** What OpenCV calls a pixel: the dtype of its values and how many it has. `CV_16UC1`, `8UC3`, `32F`. */
export function openCvType(name: string): { dtype: string; channels: number } | undefined {
  const [, bits, kind = '', count = '1'] = /^(?:cv_|type_)?(8|16|32|64)([usf])(?:c\(?(\d{1,2})\)?)?$/i.exec(name) ?? [];
  return bits === undefined ? undefined : { dtype: `${kinds[kind.toLowerCase()]}${bits}`, channels: Number(count) };
}

const openCvDepths = ['uint8', 'int8', 'uint16', 'int16', 'int32', 'float32', 'float64', 'float16'];

/** The same by OpenCV's number for it: 16 is `CV_8UC3`. */
export function openCvNumber(code: number): { dtype: string; channels: number } | undefined {
  if (!Number.isInteger(code) || code < 0 || code >= 64 << 3) return undefined;
  return { dtype: openCvDepths[code & 7] as string, channels: (code >> 3) + 1 };
}
