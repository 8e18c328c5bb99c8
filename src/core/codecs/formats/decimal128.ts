/** The exponent of a decimal that is written as an integer. */
const bias = 6176;
const maxCoefficient = 10n ** 34n - 1n;

/** A decimal of IEEE 754 (128 bits, integers in binary, the lowest byte first) as MongoDB writes it. */
export function decimal128Text(view: DataView, at: number): string {
  const low = view.getBigUint64(at, true);
  const high = view.getBigUint64(at + 8, true);
  const sign = high >> 63n ? '-' : '';
  const kind = Number((high >> 58n) & 31n);
  if (kind === 31) return 'NaN';
  if (kind === 30) return `${sign}Infinity`;
  // The other form of the exponent goes with coefficients that are too large to be any.
  const isLarge = kind >= 24;
  const exponent = Number((high >> (isLarge ? 47n : 49n)) & 0x3fffn) - bias;
  const coefficient = isLarge ? 0n : ((high & 0x1_ffff_ffff_ffffn) << 64n) | low;
  const digits = String(coefficient > maxCoefficient ? 0n : coefficient);
  const point = digits.length - 1 + exponent;
  if (exponent > 0 || point < -6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${fraction}E${point < 0 ? '' : '+'}${point}`;
  }
  if (exponent === 0) return sign + digits;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
