import type { Pickled } from './pickled';

/**
 * A `datetime.datetime`, `date` or `time` in ISO 8601, by the bytes that Python pickles it as; undefined for zones that are not written as
 * an offset, and for bytes of another size.
 */
export function pickledTime(name: string, bytes: Uint8Array, zone: Pickled | undefined): string | undefined {
  const offset = zone ? offsetOf(zone) : '';
  if (offset === undefined) return undefined;
  const two = (value: number | undefined) => String(value ?? 0).padStart(2, '0');
  const clock = (at: number) => {
    const micros = (bytes[at + 3] ?? 0) * 65536 + (bytes[at + 4] ?? 0) * 256 + (bytes[at + 5] ?? 0);
    const fraction = micros === 0 ? '' : `.${String(micros).padStart(6, '0')}`;
    return `${two((bytes[at] ?? 0) % 0x80)}:${two(bytes[at + 1])}:${two(bytes[at + 2])}${fraction}`;
  };
  // The highest bit of the month, or of the hour, is the fold.
  const date = () => `${String((bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)).padStart(4, '0')}-${two((bytes[2] ?? 0) % 0x80)}-${two(bytes[3])}`;
  if (name === 'datetime.date') return bytes.length === 4 ? date() : undefined;
  if (name === 'datetime.time') return bytes.length === 6 ? `${clock(0)}${offset}` : undefined;
  return bytes.length === 10 ? `${date()}T${clock(4)}${offset}` : undefined;
}

/** `+00:00` of `datetime.timezone(datetime.timedelta(0, 0, 0))`. */
function offsetOf(zone: Pickled): string | undefined {
  if (zone.is !== 'object' || typeof zone.class === 'string' || zone.class.is !== 'class') return undefined;
  if (zone.class.name === 'pytz._UTC') return '+00:00';
  const [delta] = zone.args;
  if (zone.class.name !== 'datetime.timezone' || delta?.is !== 'object') return undefined;
  const [days = NaN, seconds = NaN] = delta.args.map((arg) =>
    arg.is === 'scalar' && arg.node.kind === 'integer' ? Number(arg.node.text) : NaN,
  );
  const minutes = (days * 86_400 + seconds) / 60;
  if (!Number.isInteger(minutes) || Math.abs(minutes) >= 24 * 60) return undefined;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
}
