/** The shortest text that reads back as the same number of so many bits; `NaN`, `Infinity`, `-0`. */
export function floatText(value: number, bits: 16 | 32 | 64 = 64): string {
  if (Object.is(value, -0)) return '-0';
  if (bits === 64 || !Number.isFinite(value)) return String(value);
  const rounded = bits === 32 ? Math.fround : roundToHalf;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (rounded(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** The number that these 16 bits are (IEEE 754, binary16). */
export function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function roundToHalf(value: number): number {
  const quantum = 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -14) - 10);
  const steps = value / quantum;
  const below = Math.floor(steps);
  const rest = steps - below;
  return (rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? below + 1 : below) * quantum;
}
