/**
 * The columns of a segment, declared once: what a row has, how it is stored, and what becomes of it in a copy. Whatever makes,
 * slices, gathers or reads segments goes over this table.
 */
const table = {
  /** ms since 1970, with µs as fraction. */
  time: { array: Float64Array },
  /** Where the record's payload begins: it moves with the payload. */
  offset: { array: Uint32Array, isPlace: true },
  /** Payload bytes kept. */
  length: { array: Uint32Array },
  frameCount: { array: Uint32Array },
  /** Number of the record's source. */
  source: { array: Uint32Array },
  direction: { array: Uint8Array },
  flags: { array: Uint8Array },
  /** How far away the other record of an exchange is, in records; made with the first exchange. */
  exchange: { array: Int32Array, isOptional: true },
} as const satisfies Record<string, ColumnTraits>;

type ColumnArray = Float64Array | Uint32Array | Int32Array | Uint8Array;

interface ColumnTraits {
  array: new (length: number) => ColumnArray;
  /** Its values are places in the payload. */
  isPlace?: true;
  /** Segments that have no use for it do without. */
  isOptional?: true;
}

export type ColumnName = keyof typeof table;
type ArrayOf<N extends ColumnName> = InstanceType<(typeof table)[N]['array']>;
type OptionalName = { [N in ColumnName]: (typeof table)[N] extends { isOptional: true } ? N : never }[ColumnName];

/** One array for each column, all of one length. */
export type Columns = { [N in Exclude<ColumnName, OptionalName>]: ArrayOf<N> } & { [N in OptionalName]: ArrayOf<N> | undefined };

const declared = Object.entries(table) as [ColumnName, ColumnTraits][];

/** Bytes of one row in the columns that every segment has. */
export const bytesPerRow = declared.reduce((sum, [, { array, isOptional }]) => sum + (isOptional ? 0 : new array(1).byteLength), 0);

/** `make` gives each column, which may be left out where it is optional. */
function mapColumns(make: (name: ColumnName, traits: ColumnTraits) => ColumnArray | undefined): Columns {
  const columns: Partial<Record<ColumnName, ColumnArray>> = {};
  for (const [name, traits] of declared) columns[name] = make(name, traits);
  return columns as unknown as Columns;
}

export function newColumns(rows: number): Columns {
  return mapColumns((_, { array, isOptional }) => (isOptional ? undefined : new array(rows)));
}

/** An optional column, empty, for as many rows as the others have. */
export function newColumn<N extends OptionalName>(name: N, columns: Columns): ArrayOf<N> {
  return new table[name].array(columns.time.length) as ArrayOf<N>;
}

/** Rows `from … to - 1` on arrays of their own, for a payload of which the first `shift` bytes were cut off. */
export function sliceColumns(columns: Columns, from: number, to: number, shift = 0): Columns {
  return mapColumns((name, { isPlace }) => {
    const slice = columns[name]?.slice(from, to);
    if (isPlace && shift > 0 && slice) for (let i = 0; i < slice.length; i++) slice[i] = (slice[i] as number) - shift;
    return slice;
  });
}

/** These rows alone, on arrays of their own; `offsets` are their places in the new payload. */
export function gatherColumns(columns: Columns, rows: ArrayLike<number>, offsets: Uint32Array): Columns {
  return mapColumns((name, { array, isPlace }) => {
    const from = columns[name];
    if (isPlace || from === undefined) return isPlace ? offsets : undefined;
    const gathered = new array(rows.length);
    for (let i = 0; i < rows.length; i++) gathered[i] = from[rows[i] as number] as number;
    return gathered;
  });
}

/** The memory of all columns. */
export function columnBuffers(columns: Columns): ArrayBufferLike[] {
  return declared.flatMap(([name]) => columns[name]?.buffer ?? []);
}

/** Bytes of all columns. */
export function columnBytes(columns: Columns): number {
  return declared.reduce((sum, [name]) => sum + (columns[name]?.byteLength ?? 0), 0);
}
