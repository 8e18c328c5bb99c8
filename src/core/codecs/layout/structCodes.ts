import { elementType } from '../arrays/numpyTypes';
import { dtypeName } from '../arrays/numpyTypes';
import type { Dtype } from '../arrays/dtypes';

/** Sizes of `struct`: those of all computers, or of C on 64-bit ones, with alignment. */
export type Sizes = 'standard' | 'native';

const standard: Readonly<Record<string, string>> = {
  b: 'i1',
  B: 'u1',
  '?': '?',
  h: 'i2',
  H: 'u2',
  i: 'i4',
  I: 'u4',
  l: 'i4',
  L: 'u4',
  q: 'i8',
  Q: 'u8',
  e: 'f2',
  f: 'f4',
  d: 'f8',
};
const native: Readonly<Record<string, string>> = { ...standard, l: 'i8', L: 'u8', n: 'i8', N: 'u8', P: 'u8' };

/** What a letter of `struct` stands for. */
export function structCodes(letter: string, sizes: Sizes, isBig: boolean): Dtype | undefined {
  const codes = sizes === 'native' ? native : standard;
  const code = Object.hasOwn(codes, letter) ? codes[letter] : undefined;
  if (code === undefined) return undefined;
  const dtype = `${isBig && !code.endsWith('1') && code !== '?' ? '>' : ''}${code}`;
  const type = elementType(dtype);
  return type && { name: code === '?' ? 'bool' : dtypeName(dtype), type };
}
