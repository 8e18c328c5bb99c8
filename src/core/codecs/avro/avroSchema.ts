import { t } from '@vscode/l10n';
import { ZmqError } from '../../base/errors';

const primitives = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;

/** A type of Avro 1.11, with the names in it found. `logical`: what its values are meant for. */
export type AvroType = { logical?: string } & (
  | { kind: (typeof primitives)[number]; scale?: number }
  | { kind: 'fixed'; name: string; size: number; scale?: number }
  | { kind: 'enum'; name: string; symbols: readonly string[] }
  | { kind: 'array' | 'map'; items: AvroType }
  | { kind: 'union'; branches: readonly AvroType[] }
  | { kind: 'record'; name: string; fields: { name: string; type: AvroType }[] }
);

/** Types inside one another. */
const maxDepth = 200;

/** The type that the JSON of a schema declares. @throws ZmqError `invalidSchema` */
export function parseAvroSchema(text: string): AvroType {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw fault(t('The schema is not JSON: {0}', error instanceof Error ? error.message : String(error)));
  }
  return new Declarations().type(schema, '', 0);
}

const fault = (message: string) => new ZmqError('invalidSchema', message);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPrimitive = (name: string): name is (typeof primitives)[number] => (primitives as readonly string[]).includes(name);

class Declarations {
  private readonly named = new Map<string, AvroType>();

  type(schema: unknown, namespace: string, depth: number): AvroType {
    if (depth > maxDepth) throw fault(t('Its types are nested deeper than {0} levels.', maxDepth));
    if (typeof schema === 'string') return this.byName(schema, namespace);
    if (Array.isArray(schema)) return { kind: 'union', branches: schema.map((branch) => this.type(branch, namespace, depth + 1)) };
    if (!isObject(schema)) throw fault(t('A type is a name, a list or an object, and not {0}.', JSON.stringify(schema) ?? 'nothing'));
    const { type } = schema;
    if (typeof type !== 'string') return this.type(type, namespace, depth + 1);
    const logical = typeof schema.logicalType === 'string' ? { logical: schema.logicalType } : {};
    const scale = logical.logical === 'decimal' ? { scale: typeof schema.scale === 'number' ? schema.scale : 0 } : {};
    switch (type) {
      case 'array':
        return { kind: 'array', items: this.type(schema.items, namespace, depth + 1) };
      case 'map':
        return { kind: 'map', items: this.type(schema.values, namespace, depth + 1) };
      case 'record':
      case 'error':
        return this.record(schema, namespace, depth);
      case 'enum': {
        const { symbols } = schema;
        if (!Array.isArray(symbols) || !symbols.every((symbol) => typeof symbol === 'string'))
          throw fault(t('The enum {0} has no "symbols".', String(schema.name)));
        return this.declare(schema, namespace, (name) => ({ kind: 'enum', name, symbols, ...logical })).type;
      }
      case 'fixed': {
        const { size } = schema;
        if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
          throw fault(t('The fixed type {0} has no "size".', String(schema.name)));
        return this.declare(schema, namespace, (name) => ({ kind: 'fixed', name, size, ...logical, ...scale })).type;
      }
      default:
        return isPrimitive(type) ? { kind: type, ...logical, ...scale } : this.byName(type, namespace);
    }
  }

  private record(schema: Record<string, unknown>, namespace: string, depth: number): AvroType {
    const { fields } = schema;
    if (!Array.isArray(fields)) throw fault(t('The record {0} has no "fields".', String(schema.name)));
    const read: { name: string; type: AvroType }[] = [];
    // Known before its fields are, which may be of it.
    const { type, inside } = this.declare(schema, namespace, (name) => ({ kind: 'record', name, fields: read }));
    for (const field of fields) {
      if (!isObject(field) || typeof field.name !== 'string') throw fault(t('A field of the record {0} has no name.', String(schema.name)));
      read.push({ name: field.name, type: this.type(field.type, inside, depth + 1) });
    }
    return type;
  }

  private declare(
    { name, namespace: own }: Record<string, unknown>,
    namespace: string,
    make: (name: string) => AvroType,
  ): { type: AvroType; inside: string } {
    if (typeof name !== 'string' || name === '') throw fault(t('A type has no name.'));
    const around = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : typeof own === 'string' ? own : namespace;
    const short = name.slice(name.lastIndexOf('.') + 1);
    const full = around === '' ? short : `${around}.${short}`;
    const type = make(full);
    this.named.set(full, type);
    return { type, inside: around };
  }

  private byName(name: string, namespace: string): AvroType {
    if (isPrimitive(name)) return { kind: name };
    const found = this.named.get(name.includes('.') || namespace === '' ? name : `${namespace}.${name}`) ?? this.named.get(name);
    if (!found) throw fault(t('There is no type "{0}" in the schema.', name));
    return found;
  }
}
