import type { Pickled, PickledObject, PickledScalar } from './pickled';
import { className } from './pickleObjects';
import { pickledTime } from './pickledTimes';
import type { Budget } from '../values/budget';

const noBytes = new Uint8Array(0);

/** What a call stands for, nothing being called: Python writes some of its own types as calls, and these are read as such. */
export function callOf(called: Pickled, args: Pickled, budget: Budget): Pickled {
  const list: readonly Pickled[] = args.is === 'sequence' ? args.items : [args];
  const [first] = list;
  const name = called.is === 'class' ? called.name.replace(/^__builtin__\./, 'builtins.').replace(/^copy_reg\./, 'copyreg.') : '';
  switch (name) {
    case '_codecs.encode': {
      const bytes = list.length === 2 && first && isLatin1(list[1]) ? latin1Of(first, budget) : undefined;
      if (bytes) return bytes;
      break;
    }
    case 'builtins.bytes':
    case 'builtins.bytearray': {
      const type = name.slice('builtins.'.length);
      const bytes = !first
        ? bytesOf(noBytes, budget)
        : first.is === 'scalar' && first.raw instanceof Uint8Array && list.length === 1
          ? first
          : isLatin1(list[1])
            ? latin1Of(first, budget)
            : undefined;
      if (bytes) return type === 'bytes' ? bytes : { ...bytes, node: { ...bytes.node, type } };
      break;
    }
    case 'builtins.set':
    case 'builtins.frozenset':
      if (list.length === 0) return { is: 'sequence', type: name === 'builtins.set' ? 'set' : 'frozenset', items: [] };
      if (list.length === 1 && first?.is === 'sequence')
        return { is: 'sequence', type: name === 'builtins.set' ? 'set' : 'frozenset', items: first.items };
      break;
    case 'copyreg.__newobj__':
      if (first) return objectOf(first, list.slice(1));
      break;
    case 'copyreg._reconstructor':
      if (first) return objectOf(first, list.length === 3 && isPlainBase(list) ? [] : list.slice(1));
      break;
    case 'datetime.datetime':
    case 'datetime.date':
    case 'datetime.time': {
      const bytes = first?.is === 'scalar' && first.raw instanceof Uint8Array ? first.raw : undefined;
      const text = bytes && list.length <= 2 ? pickledTime(name, bytes, list[1]) : undefined;
      if (text !== undefined) return { is: 'scalar', node: { kind: 'string', text, type: name } };
      const fields = bytes && timeFields(name, bytes);
      if (fields) return objectOf(called, [...fields.map((field) => integerOf(field)), ...list.slice(1)]);
      break;
    }
    case 'decimal.Decimal': {
      const text = first?.is === 'scalar' && typeof first.raw === 'string' && list.length === 1 ? decimalText(first.raw) : undefined;
      if (text !== undefined) return { is: 'scalar', node: { kind: 'float', text, type: name } };
      break;
    }
  }
  return objectOf(called, list);
}

/** All digits of a decimal, as Python writes it; undefined for what is no number, such as a signalling NaN. */
function decimalText(text: string): string | undefined {
  const [, sign = '', word] = /^(-?)(NaN|Infinity)$/.exec(text) ?? [];
  if (word !== undefined) return word === 'NaN' ? word : `${sign}${word}`;
  return text.length <= 400 && /^-?\d+(?:\.\d*)?(?:E[+-]?\d+)?$/.test(text) ? text : undefined;
}

export function objectOf(called: Pickled | string, args: readonly Pickled[], keywords?: Pickled): PickledObject {
  return { is: 'object', class: called, args, ...(keywords ? { keywords } : {}), states: [], items: [], parts: [] };
}

export function integerOf(value: number): PickledScalar {
  return { is: 'scalar', node: { kind: 'integer', text: String(value) } };
}

function bytesOf(bytes: Uint8Array, budget: Budget): PickledScalar {
  return { is: 'scalar', node: budget.bytes(bytes), raw: bytes };
}

const isLatin1 = (value: Pickled | undefined) => value?.is === 'scalar' && typeof value.raw === 'string' && /^latin-?1$/.test(value.raw);

/** Protocols 0 to 2 have no bytes: they write them as text, one character a byte. */
function latin1Of(value: Pickled, budget: Budget): PickledScalar | undefined {
  if (value.is !== 'scalar' || typeof value.raw !== 'string') return undefined;
  if (value.latin1) return value.latin1;
  const bytes = new Uint8Array(value.raw.length);
  for (let i = 0; i < bytes.length; i++) {
    const code = value.raw.charCodeAt(i);
    if (code > 0xff) return undefined;
    bytes[i] = code;
  }
  value.latin1 = bytesOf(bytes, budget);
  return value.latin1;
}

/** An instance of a class that derives from nothing but object. */
function isPlainBase([, base, state]: readonly Pickled[]): boolean {
  return (
    base !== undefined &&
    /^(?:__builtin__|builtins)\.object$/.test(className(base) ?? '') &&
    state?.is === 'scalar' &&
    state.node.kind === 'null'
  );
}

/** What Python's datetime writes as bytes, as the arguments one would write: the highest bit of the month or hour is its fold. */
function timeFields(name: string, bytes: Uint8Array): number[] | undefined {
  const year = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const micros = (from: number) => (bytes[from] ?? 0) * 65536 + (bytes[from + 1] ?? 0) * 256 + (bytes[from + 2] ?? 0);
  if (name === 'datetime.date') return bytes.length === 4 ? [year, ...bytes.subarray(2)] : undefined;
  const head = name === 'datetime.time' ? bytes[0] : bytes[2];
  // The fold has no place among the positional arguments.
  if (head === undefined || head >= 0x80) return undefined;
  if (name === 'datetime.time') return bytes.length === 6 ? [...bytes.subarray(0, 3), micros(3)] : undefined;
  return bytes.length === 10 ? [year, ...bytes.subarray(2, 7), micros(7)] : undefined;
}
