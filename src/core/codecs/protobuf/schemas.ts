import { t } from '@vscode/l10n';
import protobuf from 'protobufjs';
import type { Namespace, ReflectionObject, Root, Type } from 'protobufjs';
import type { SchemaStatus } from '../../../protocol/decoding';
import { readAvroSchema } from '../avro/avroSchemaFile';
import type { AvroType } from '../avro/avroSchema';
import { ZmqError } from '../../base/errors';
import type { ReadFile } from '../../base/readFile';
import { readDescriptorSet, readProtoFiles } from './schemaFiles';
import type { SchemaProblem } from './schemaFiles';

interface Loaded {
  root?: Root;
  /** Of a file that is a schema of Avro. */
  avro?: AvroType;
  files: string[];
  status: SchemaStatus;
}

/** Protobuf's messages as `.proto` files and descriptor sets describe them, and Avro's types as `.avsc` files do. Each is read once, until it is forgotten. */
export class Schemas {
  private readonly loaded = new Map<string, Loaded>();

  constructor(private readonly readFile: ReadFile) {}

  /** What a file holds, or why it cannot be read, with the line. Never throws. */
  status(protoFile: string): SchemaStatus {
    return this.load(protoFile).status;
  }

  /** @throws ZmqError `invalidSchema` that names file and line. */
  type(protoFile: string, messageType: string): Type {
    const { root, status } = this.load(protoFile);
    if (!root) throw new ZmqError('invalidSchema', problemSentence(status));
    const found = lookUp(root, messageType);
    if (found) return found;
    const known = status.messageTypes.slice(0, 5).join(', ');
    throw new ZmqError('invalidSchema', t('There is no message "{0}" in {1}.', messageType, protoFile), {
      hint:
        known === ''
          ? t('This file describes no message.')
          : status.messageTypes.length > 5
            ? t('It describes {0} and others.', known)
            : t('It describes {0}.', known),
    });
  }

  /** What a schema of Avro declares. @throws ZmqError `invalidSchema` that names the file. */
  avro(file: string): AvroType {
    const { avro, status } = this.load(file);
    if (avro) return avro;
    throw new ZmqError('invalidSchema', problemSentence(status));
  }

  /** Whether it, or what it imports, has this message. */
  has(protoFile: string, messageType: string): boolean {
    const { root } = this.load(protoFile);
    return root !== undefined && lookUp(root, messageType) !== undefined;
  }

  /** The next one who asks has this file read again, and those that import it. */
  forget(file: string): void {
    for (const [protoFile, { files }] of this.loaded) if (protoFile === file || files.includes(file)) this.loaded.delete(protoFile);
  }

  private load(protoFile: string): Loaded {
    let loaded = this.loaded.get(protoFile);
    if (!loaded) this.loaded.set(protoFile, (loaded = this.read(protoFile)));
    return loaded;
  }

  private read(protoFile: string): Loaded {
    if (/\.(?:avsc|json)$/i.test(protoFile)) return this.readAvro(protoFile);
    const { root, files, problem } = /\.proto$/i.test(protoFile)
      ? readProtoFiles(protoFile, this.readFile)
      : readDescriptorSet(protoFile, this.readFile);
    if (!root) return { files, status: { protoFile, messageTypes: [], ...(problem ? { problem } : {}) } };
    // What is imported can be named too, but what one chooses from is what the file itself describes.
    const isOwn = (type: Type) => type.filename === protoFile || !/\.proto$/i.test(protoFile);
    const messageTypes = [...typesIn(root)]
      .filter(isOwn)
      .map((type) => type.fullName.replace(/^\./, ''))
      .sort();
    return { root, files, status: { protoFile, messageTypes } };
  }

  private readAvro(file: string): Loaded {
    const read = readAvroSchema(file, this.readFile);
    if ('problem' in read) return { files: [file], status: { protoFile: file, messageTypes: [], problem: read.problem } };
    return { avro: read.type, files: [file], status: { protoFile: file, messageTypes: 'name' in read.type ? [read.type.name] : [] } };
  }
}

function lookUp(root: Root, messageType: string): Type | undefined {
  const found = root.lookup(`.${messageType.replace(/^\./, '')}`);
  return found instanceof protobuf.Type ? found : undefined;
}

/** Why a file is of no use, with its name and the line. */
function problemSentence({ protoFile, problem }: SchemaStatus): string {
  const { message, file = protoFile, line }: SchemaProblem = problem ?? { message: t('It describes nothing.') };
  return line === undefined ? `${file}: ${message}` : t('{0}, line {1}: {2}', file, line, message);
}

function* typesIn(namespace: Namespace | Type): Generator<Type> {
  for (const object of namespace.nestedArray as ReflectionObject[]) {
    if (object instanceof protobuf.Type) yield object;
    if (object instanceof protobuf.Namespace || object instanceof protobuf.Type) yield* typesIn(object);
  }
}
