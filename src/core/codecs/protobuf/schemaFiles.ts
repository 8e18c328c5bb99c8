import { t } from '@vscode/l10n';
import protobuf from 'protobufjs';
import type { Namespace, Root } from 'protobufjs';
// Adds `fromDescriptor`, and is itself the description of descriptors.
import descriptor from 'protobufjs/ext/descriptor.js';
import { utf8 } from '../../base/bytes';
import { fileSentence, isOfSystem } from '../../base/readFile';
import type { ReadFile } from '../../base/readFile';

export interface SchemaProblem {
  message: string;
  file?: string;
  line?: number;
}
interface SchemaFiles {
  root?: Root;
  files: string[];
  problem?: SchemaProblem;
}

/** All files of a schema together. */
const maxBytes = 8 * 1024 * 1024;
const maxFiles = 1000;
/** Folders above the first file in which imports are looked for. */
const maxParents = 32;

/** A problem that stands at a place in a file. */
class Fault extends Error {
  constructor(readonly problem: SchemaProblem) {
    super(problem.message);
  }
}

/** A `.proto` file with all that it imports. Imports are taken from beside the file that has them, and from the folders above. */
export function readProtoFiles(protoFile: string, readFile: ReadFile): SchemaFiles {
  const reading = new Reading(protoFile, readFile);
  try {
    return { root: reading.root(), files: reading.files };
  } catch (error) {
    return { files: reading.files, problem: error instanceof Fault ? error.problem : { message: sentence(error), file: protoFile } };
  }
}

/** What `protoc --descriptor_set_out` writes. */
export function readDescriptorSet(path: string, readFile: ReadFile): SchemaFiles {
  try {
    const bytes = readFile(path, maxBytes + 1);
    if (bytes.length > maxBytes) throw new Fault({ message: tooLarge(), file: path });
    return { root: protobuf.Root.fromDescriptor(bytes, { keepCase: true }), files: [path] };
  } catch (error) {
    return { files: [path], problem: { message: error instanceof Fault ? error.message : descriptorSentence(error), file: path } };
  }
}

const tooLarge = () => t('A schema may have at most {0} MiB, with all it imports.', maxBytes / 1024 / 1024);

interface Source {
  path: string;
  text: string;
}
interface MissingImport {
  name: string;
  file: string;
  line?: number;
}

class Reading {
  readonly files: string[] = [];
  private readonly sources: Source[] = [];
  private readonly missing: MissingImport[] = [];
  private readonly bundled = new Set<string>();
  private readonly loading = new protobuf.Root();
  private bytes = 0;

  constructor(
    private readonly first: string,
    private readonly readFile: ReadFile,
  ) {}

  root(): Root {
    this.open(this.first);
    // `sources` grows while files are parsed.
    for (const source of this.sources) this.parse(source);
    try {
      return this.loading.resolveAll() as Root;
    } catch (error) {
      // Many files import what only options need, so an import is missed when something of it is.
      const [missing] = this.missing;
      if (missing) {
        const message = t(
          'The import "{0}" is neither beside this file nor in the folders above {1}, and {2}',
          missing.name,
          this.first,
          lowerFirst(sentence(error)),
        );
        throw new Fault({ message, file: missing.file, ...(missing.line === undefined ? {} : { line: missing.line }) });
      }
      throw new Fault({ message: sentence(error), ...this.placeOf(error) });
    }
  }

  /** Reads a file unless it has been; throws what `readFile` throws. */
  private open(path: string): void {
    if (this.files.includes(path)) return;
    if (this.files.length >= maxFiles)
      throw new Fault({ message: t('A schema may consist of at most {0} files.', maxFiles), file: this.first });
    const room = maxBytes - this.bytes;
    const bytes = this.readFile(path, room + 1);
    this.files.push(path);
    if (bytes.length > room) throw new Fault({ message: tooLarge(), file: path });
    this.bytes += bytes.length;
    const text = utf8(bytes);
    if (text === undefined) throw new Fault({ message: t('This file is not UTF-8 text.'), file: path });
    this.sources.push({ path, text: text.replace(/^\ufeff/, '') });
  }

  private parse({ path, text }: Source): void {
    let imports: string[];
    try {
      imports = parse(text, this.loading, path).imports ?? [];
    } catch (error) {
      const line = lineIn(error) ?? lineOfFailure(text, error);
      throw new Fault({ message: sentence(error), file: path, ...(line === undefined ? {} : { line }) });
    }
    for (const name of imports)
      if (!this.importBundled(name) && !this.importFile(name, path)) this.missing.push({ name, file: path, ...lineOf(text, `"${name}"`) });
  }

  /** Google's well-known types, which every installation of Protobuf has. */
  private importBundled(name: string): boolean {
    const known =
      name === 'google/protobuf/descriptor.proto'
        ? { nested: { google: { nested: { protobuf: (descriptor as unknown as Namespace).toJSON() } } } }
        : protobuf.common.get(name);
    if (!known?.nested) return false;
    if (!this.bundled.has(name)) this.loading.addJSON(known.nested as Parameters<Root['addJSON']>[0]);
    this.bundled.add(name);
    return true;
  }

  private importFile(name: string, importer: string): boolean {
    const { normalize, isAbsolute } = protobuf.util.path;
    if (isAbsolute(name)) return false;
    const folders = [folderOf(importer)];
    for (
      let folder: string | undefined = folderOf(this.first);
      folder !== undefined && folders.length < maxParents;
      folder = folder === folderOf(folder) ? undefined : folderOf(folder)
    )
      folders.push(folder);
    for (const folder of folders) {
      const path = normalize(`${folder}/${name}`);
      try {
        this.open(path);
        return true;
      } catch (error) {
        // It is looked for in the next folder.
        if (error instanceof Fault) throw error;
      }
    }
    return false;
  }

  /** Where what cannot be resolved is named. */
  private placeOf(error: unknown): { file: string; line?: number } {
    const name = namedIn(messageOf(error));
    for (const { path, text } of name === undefined ? [] : this.sources) {
      const place = lineOf(text, name as string);
      if (place.line !== undefined) return { file: path, ...place };
    }
    return { file: this.first };
  }
}

/** protobufjs keeps the name of the file for its objects in a variable of the function. */
function parse(text: string, root: Root, path: string | null): protobuf.IParserResult {
  Object.assign(protobuf.parse, { filename: path });
  try {
    return protobuf.parse(text, root, { keepCase: true });
  } finally {
    Object.assign(protobuf.parse, { filename: null });
  }
}

/**
 * Faults that are no syntax come without a line. The first line is meant up to which the text gives the same fault: what is cut off
 * behind an earlier line fails for its end.
 */
function lineOfFailure(text: string, error: unknown): number | undefined {
  const lines = text.split('\n');
  const failsSo = (count: number) => {
    try {
      parse(lines.slice(0, count).join('\n'), new protobuf.Root(), null);
      return false;
    } catch (other) {
      return messageOf(other) === messageOf(error);
    }
  };
  if (!failsSo(lines.length)) return undefined;
  let works = 0;
  let fails = lines.length;
  while (fails - works > 1) {
    const middle = (works + fails) >> 1;
    if (failsSo(middle)) fails = middle;
    else works = middle;
  }
  return fails;
}

function lineOf(text: string, name: string): { line?: number } {
  const index = text.search(new RegExp(`(?<![\\w.])${name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?![\\w.])`));
  return index < 0 ? {} : { line: text.slice(0, index).split('\n').length };
}

/*
 * protobufjs tells what is wrong, and where, in the sentences of its errors alone: what follows reads them, and nothing else does.
 * A sentence that it does not know is shown as it is, at the first line of the file.
 */
const lineForm = / ?\((?:[^()]*, )?line (\d+)\)$/;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
const lineIn = (error: unknown) => (lineForm.test(messageOf(error)) ? Number(lineForm.exec(messageOf(error))?.[1]) : undefined);
const folderOf = (path: string) => path.replace(/[\\/]+[^\\/]*$/, '');
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** What libraries and the system say, as a sentence for a person. */
function sentence(error: unknown): string {
  if (isOfSystem(error)) return fileSentence(error);
  const message = messageOf(error).replace(lineForm, '');
  const expected = /^illegal token '(.*)', '(.*)' expected$/s.exec(message);
  if (expected)
    return expected[1] === 'null'
      ? t('The file ends where "{0}" is expected.', expected[2] ?? '')
      : t('"{0}" stands where "{1}" is expected.', expected[1] ?? '', expected[2] ?? '');
  const unexpected = /^illegal (.*?) '(.*)'$/s.exec(message);
  if (unexpected) return unexpected[2] === 'null' ? t('The file ends too early.') : t('"{0}" is not expected here.', unexpected[2] ?? '');
  const unresolved = unresolvedIn(message);
  if (unresolved !== undefined) return t('"{0}" is not defined anywhere.', unresolved);
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`;
}

/** A name in quotes, or that of a type which is missing. */
const namedIn = (message: string) => /'(?:extend )?([^']+)'/.exec(message)?.[1] ?? /no such type: (\S+)/.exec(message)?.[1];

/** The name that a library looked for in vain. */
function unresolvedIn(message: string): string | undefined {
  return (/^no such (?:type or enum|type|enum)[^']*'([^']+)'/i.exec(message) ?? /^no such type: (\S+)$/.exec(message))?.[1];
}

function descriptorSentence(error: unknown): string {
  if (isOfSystem(error)) return fileSentence(error);
  const message = sentence(error);
  if (unresolvedIn(messageOf(error).replace(lineForm, '')) !== undefined)
    return t('{0} Make the descriptor set with "protoc --include_imports".', message);
  return t('This is not a descriptor set as "protoc --descriptor_set_out" writes it. ({0})', message);
}
