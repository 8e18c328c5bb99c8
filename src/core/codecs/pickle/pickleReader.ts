import { t } from '@vscode/l10n';
import { countText } from '../../base/quantities';
import type { ValueKind, ValueNode } from '../../../protocol/decoding';
import { callOf, integerOf, objectOf } from './pickleCalls';
import type { Pickled, PickledScalar } from './pickled';
import { treeOf } from './pickleObjects';
import { maxNesting, nestingSentence } from '../values/limits';
import { Opcode } from './pickleOpcodes';
import { putTogether } from './pickleAssembly';
import { latin1, rawUnicode, unquoted } from './pickleStrings';
import { utf8Text } from '../values/text';
import { Budget, readingOf } from '../values/budget';
import { floatText } from '../values/floatText';
import { isPadding, paddingNote, restOf, Stop, stopOf, type Reading } from '../values/reading';

/** A pickle, and what `auto` wants to know of it. */
export interface PickleReading {
  reading: Reading;
  /** It has values in its memo, as all but the simplest pickles do. */
  hasMemo: boolean;
  /** Nothing is wrong, but it is longer than a reader has time for. */
  gaveUp: boolean;
}

/**
 * What Python's pickle wrote, protocols 0 to 5. The instructions are followed as far as they put values together; no class is looked up
 * and nothing is called: objects stand as their class's name with the arguments, attributes and items that it would be given.
 */
export function readPickle(bytes: Uint8Array): PickleReading {
  const budget = new Budget();
  const values: ValueNode[] = [];
  for (let from = 0, left = maxInstructions; ;) {
    const machine = new PickleMachine(bytes, budget, from, left);
    let root: Pickled | undefined;
    const stop = stopOf(() => {
      root = machine.run();
      if (!isPadding(bytes, machine.at)) return restOf(bytes, machine.at);
      budget.note(paddingNote(bytes.length - machine.at, machine.at));
      return undefined;
    });
    const isWhole = root !== undefined;
    root ??= machine.rest();
    const value = root && treeOf(root, budget);
    if (value) values.push(value);
    from = machine.at;
    left -= machine.count;
    if (isWhole && value && beginsPickle(bytes, from) && budget.take()) continue;
    const all = values.length > 1 ? sequenceOf(values, from) : values[0];
    return { reading: readingOf(all, budget, stop), hasMemo: machine.memo.size > 0 || values.length > 1, gaveUp: machine.gaveUp };
  }
}

/** Protocol 2 and later. */
export function beginsPickle(bytes: Uint8Array, at = 0): boolean {
  const protocol = bytes[at + 1] ?? 0;
  return bytes[at] === Opcode.PROTO && protocol >= 2 && protocol <= 5;
}

function sequenceOf(values: readonly ValueNode[], to: number): ValueNode {
  return { kind: 'array', type: 'sequence', entries: values.map((value) => ({ value })), range: [0, to] };
}

const lineEnd = 0x0a;
const maxName = 200;
/** What a reader has time for. */
const maxInstructions = 200_000;

class PickleMachine {
  /** Instructions that were followed. */
  count = 0;
  gaveUp = false;
  readonly memo = new Map<number, Pickled>();
  private readonly view: DataView;
  private stack: Pickled[] = [];
  /** Stacks below the marks. */
  private readonly below: Pickled[][] = [];
  private buffers = 0;
  /** Bytes that should follow behind the last ones, and do not. */
  private missing = 0;
  /** Where the present instruction begins. */
  private from = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly budget: Budget,
    public at: number,
    private readonly limit: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** What there is where the pickle breaks off. */
  rest(): Pickled | undefined {
    if (this.below.length > 0 || this.stack.length > 1)
      this.budget.note(t('What was not put together yet where the pickle breaks off stands where it most likely belongs.'));
    return putTogether(this.below, this.stack);
  }

  run(): Pickled {
    for (; ; this.count++) {
      this.from = this.at;
      this.gaveUp = this.count >= this.limit;
      if (this.gaveUp) this.fail(t('It goes on after {0} instructions, which are followed no further.', countText(maxInstructions)));
      const opcode = this.bytes[this.at];
      if (opcode === undefined) throw new Stop(t('It ends before the pickle does.'), this.at, 1);
      this.at++;
      if (opcode === Opcode.STOP) return this.pop();
      this.follow(opcode);
      if (this.missing > 0) throw new Stop(t('It ends inside a value.'), this.from, this.missing);
    }
  }

  private fail(message: string): never {
    throw new Stop(message, this.from);
  }

  private follow(opcode: number): void {
    switch (opcode) {
      case Opcode.MARK:
        return this.mark();
      case Opcode.POP:
        if (this.stack.length > 0) this.stack.pop();
        else this.popMark();
        return;
      case Opcode.POP_MARK:
        this.popMark();
        return;
      case Opcode.DUP:
        this.push(this.top());
        return;
      case Opcode.NONE:
        return this.scalar('null');
      case Opcode.NEWTRUE:
        return this.scalar('boolean', 'true');
      case Opcode.NEWFALSE:
        return this.scalar('boolean', 'false');
      case Opcode.INT:
        return this.integerLine();
      case Opcode.LONG:
        return this.integer(this.line().replace(/L$/, ''));
      case Opcode.BININT:
        return this.scalar('integer', String(this.view.getInt32(this.pass(4), true)));
      case Opcode.BININT1:
        return this.scalar('integer', String(this.unsigned(1)));
      case Opcode.BININT2:
        return this.scalar('integer', String(this.unsigned(2)));
      case Opcode.LONG1:
        return this.long(this.unsigned(1));
      case Opcode.LONG4:
        return this.long(this.unsigned(4));
      case Opcode.FLOAT:
        return this.floatLine();
      case Opcode.BINFLOAT:
        return this.scalar('float', floatText(this.view.getFloat64(this.pass(8))));
      case Opcode.STRING:
        return this.quoted();
      case Opcode.BINSTRING:
        return this.text(this.take(this.unsigned(4)), 'str');
      case Opcode.SHORT_BINSTRING:
        return this.text(this.take(this.unsigned(1)), 'str');
      case Opcode.UNICODE:
        return this.rawUnicode();
      case Opcode.BINUNICODE:
        return this.text(this.take(this.unsigned(4)));
      case Opcode.SHORT_BINUNICODE:
        return this.text(this.take(this.unsigned(1)));
      case Opcode.BINUNICODE8:
        return this.text(this.take(this.unsigned(8)));
      case Opcode.BINBYTES:
        return this.binary(this.take(this.unsigned(4)));
      case Opcode.SHORT_BINBYTES:
        return this.binary(this.take(this.unsigned(1)));
      case Opcode.BINBYTES8:
        return this.binary(this.take(this.unsigned(8)));
      case Opcode.BYTEARRAY8:
        return this.binary(this.take(this.unsigned(8)), 'bytearray');
      case Opcode.NEXT_BUFFER:
        this.push(objectOf(t('out-of-band buffer'), [integerOf(this.buffers++)]));
        return;
      case Opcode.READONLY_BUFFER:
        this.top();
        return;
      case Opcode.EMPTY_LIST:
        this.push({ is: 'sequence', items: [] });
        return;
      case Opcode.EMPTY_TUPLE:
        this.push({ is: 'sequence', type: 'tuple', items: [] });
        return;
      case Opcode.EMPTY_DICT:
        this.push({ is: 'map', parts: [] });
        return;
      case Opcode.EMPTY_SET:
        this.push({ is: 'sequence', type: 'set', items: [] });
        return;
      case Opcode.LIST:
        this.push({ is: 'sequence', items: this.popMark() });
        return;
      case Opcode.TUPLE:
        this.push({ is: 'sequence', type: 'tuple', items: this.popMark() });
        return;
      case Opcode.FROZENSET:
        this.push({ is: 'sequence', type: 'frozenset', items: this.popMark() });
        return;
      case Opcode.DICT:
        this.push({ is: 'map', parts: this.pairs(this.popMark()) });
        return;
      case Opcode.TUPLE1:
      case Opcode.TUPLE2:
      case Opcode.TUPLE3:
        return this.tuple(opcode - Opcode.TUPLE1 + 1);
      case Opcode.APPEND:
        return this.append([this.pop()]);
      case Opcode.APPENDS:
      case Opcode.ADDITEMS:
        return this.append(this.popMark());
      case Opcode.SETITEM:
        return this.set(this.popSeveral(2));
      case Opcode.SETITEMS:
        return this.set(this.pairs(this.popMark()));
      case Opcode.GLOBAL:
        this.push(classOf(this.line(), this.line()));
        return;
      case Opcode.STACK_GLOBAL:
        return this.stackGlobal();
      case Opcode.EXT1:
      case Opcode.EXT2:
      case Opcode.EXT4:
        this.push({ is: 'class', name: t('extension {0}', this.unsigned(1 << (opcode - Opcode.EXT1))) });
        return;
      case Opcode.INST: {
        const called = classOf(this.line(), this.line());
        this.push(objectOf(called, this.popMark()));
        return;
      }
      case Opcode.OBJ:
        return this.object();
      case Opcode.REDUCE: {
        const args = this.pop();
        this.push(callOf(this.pop(), args, this.budget));
        return;
      }
      case Opcode.NEWOBJ: {
        const args = this.pop();
        this.push(objectOf(this.pop(), argumentsOf(args)));
        return;
      }
      case Opcode.NEWOBJ_EX: {
        const keywords = this.pop();
        const args = this.pop();
        this.push(objectOf(this.pop(), argumentsOf(args), keywords));
        return;
      }
      case Opcode.BUILD:
        return this.build();
      case Opcode.PERSID:
        this.push(objectOf(t('persistent id'), [this.stringOf(this.line())]));
        return;
      case Opcode.BINPERSID:
        this.push(objectOf(t('persistent id'), [this.pop()]));
        return;
      case Opcode.PUT:
        this.memo.set(this.index(), this.top());
        return;
      case Opcode.BINPUT:
        this.memo.set(this.unsigned(1), this.top());
        return;
      case Opcode.LONG_BINPUT:
        this.memo.set(this.unsigned(4), this.top());
        return;
      case Opcode.MEMOIZE:
        this.memo.set(this.memo.size, this.top());
        return;
      case Opcode.GET:
        return this.recall(this.index());
      case Opcode.BINGET:
        return this.recall(this.unsigned(1));
      case Opcode.LONG_BINGET:
        return this.recall(this.unsigned(4));
      case Opcode.PROTO:
        return this.protocol();
      case Opcode.FRAME:
        this.pass(8);
        return;
      default:
        return this.fail(t('There is no instruction {0} in pickles.', opcode.toString(16).padStart(2, '0')));
    }
  }

  private push(value: Pickled): void {
    this.stack.push(value);
  }
  private top(): Pickled {
    return this.stack[this.stack.length - 1] ?? this.fail(t('An instruction needs a value, and there is none.'));
  }
  private pop(): Pickled {
    return this.stack.pop() ?? this.fail(t('An instruction needs a value, and there is none.'));
  }
  private popSeveral(count: number): Pickled[] {
    if (this.stack.length < count) this.fail(t('An instruction needs {0} values, and there are {1}.', count, this.stack.length));
    return this.stack.splice(this.stack.length - count, count);
  }
  private mark(): void {
    if (this.below.length >= maxNesting) this.fail(nestingSentence());
    this.below.push(this.stack);
    this.stack = [];
  }
  private popMark(): Pickled[] {
    const values = this.stack;
    this.stack = this.below.pop() ?? this.fail(t('An instruction needs a mark, and there is none.'));
    return values;
  }

  /** Passes over so many bytes; where they begin. */
  private pass(length: number): number {
    const start = this.at;
    if (length > this.bytes.length - start) throw new Stop(t('It ends inside a value.'), this.from, length - (this.bytes.length - start));
    this.at += length;
    return start;
  }
  /** The content of a value: what there is of it, where the bytes end inside it. */
  private take(length: number): Uint8Array {
    this.missing = Math.max(0, length - (this.bytes.length - this.at));
    const start = this.pass(length - this.missing);
    return this.bytes.subarray(start, this.at);
  }
  private unsigned(length: number): number {
    const start = this.pass(length);
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + (this.bytes[start + i] as number);
    return value;
  }
  private lineBytes(): Uint8Array {
    const end = this.bytes.indexOf(lineEnd, this.at);
    if (end < 0) throw new Stop(t('It ends inside a line.'), this.from, 1);
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    return line;
  }
  private line(): string {
    const line = this.lineBytes();
    return utf8Text(line) ?? latin1(line);
  }
  private index(): number {
    const line = this.line();
    return /^\d{1,15}$/.test(line) ? Number(line) : this.fail(t('A memo has numbers only.'));
  }

  private node(node: ValueNode, raw?: string | Uint8Array): void {
    node.range = [this.from, this.at];
    this.push(raw === undefined ? { is: 'scalar', node } : { is: 'scalar', node, raw });
  }
  private scalar(kind: ValueKind, text?: string): void {
    this.node(text === undefined ? { kind } : { kind, text });
  }
  private stringOf(text: string): PickledScalar {
    return { is: 'scalar', node: this.budget.string(text), raw: text };
  }
  private string(text: string): void {
    this.node(this.budget.string(text), text);
  }
  private binary(bytes: Uint8Array, type?: string): void {
    this.node(
      this.budget.bytes(bytes, {
        ...(type === undefined ? {} : { type }),
        ...(this.missing > 0 ? { whole: bytes.length + this.missing } : {}),
      }),
      bytes,
    );
  }
  /** Python 2 wrote its byte strings as texts, and Python 3 writes lone surrogates: what is no UTF-8 is given as bytes. */
  private text(bytes: Uint8Array, type = 'str'): void {
    if (this.missing > 0) return this.node(this.budget.textStart(bytes, this.missing));
    const text = utf8Text(bytes);
    if (text === undefined) this.binary(bytes, type);
    else this.string(text);
  }

  private integerLine(): void {
    const line = this.line();
    if (line === '00' || line === '01') this.scalar('boolean', line === '01' ? 'true' : 'false');
    else this.integer(line);
  }
  private integer(digits: string): void {
    if (digits.length < 10 && Number.isInteger(Number(digits)) && String(Number(digits)) === digits) return this.scalar('integer', digits);
    if (!/^-?\d+$/.test(digits)) this.fail(t('This is not an integer.'));
    this.scalar('integer', digits.replace(/^(-?)0+(?=\d)/, '$1'));
  }
  private long(length: number): void {
    const bytes = this.take(length);
    const digits = this.missing > 0 ? undefined : this.budget.digits(bytes.slice().reverse());
    if (digits === undefined) return this.binary(bytes, t('integer, lowest byte first'));
    const isNegative = length > 0 && (bytes[length - 1] as number) >= 0x80;
    this.scalar('integer', String(isNegative ? digits - (1n << BigInt(8 * length)) : digits));
  }
  private floatLine(): void {
    const line = this.line();
    const special = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(line);
    if (special) this.scalar('float', special[2] ? 'NaN' : `${special[1] === '-' ? '-' : ''}Infinity`);
    else if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(line)) this.scalar('float', floatText(Number(line)));
    else this.fail(t('This is not a number.'));
  }
  /** `STRING`: as Python 2 shows it, in quotes and with its escapes. */
  private quoted(): void {
    this.text(unquoted(this.lineBytes()) ?? this.fail(t('This text is not in quotes.')));
  }
  /** `UNICODE`: latin-1 with `\u` and `\U`. */
  private rawUnicode(): void {
    this.string(rawUnicode(this.lineBytes()));
  }

  private tuple(count: number): void {
    this.push({ is: 'sequence', type: 'tuple', items: this.popSeveral(count) });
  }
  private pairs(parts: Pickled[]): Pickled[] {
    return parts.length % 2 === 0 ? parts : this.fail(t('A key has no value.'));
  }
  /** The array of values becomes that of an empty list: a first `push` makes room for many, which lists in lists do not need. */
  private append(values: Pickled[]): void {
    const target = this.top();
    if (target.is !== 'sequence' && target.is !== 'object') this.fail(t('Something is appended to what is not a list.'));
    if (target.items.length === 0) target.items = values;
    else for (const value of values) target.items.push(value);
  }
  private set(parts: Pickled[]): void {
    const target = this.top();
    if (target.is !== 'map' && target.is !== 'object') this.fail(t('A key is set in what is not a dict.'));
    if (target.parts.length === 0) target.parts = parts;
    else for (const part of parts) target.parts.push(part);
  }
  private stackGlobal(): void {
    const [module, name] = this.popSeveral(2);
    if (module?.is !== 'scalar' || name?.is !== 'scalar' || module.node.kind !== 'string' || name.node.kind !== 'string')
      this.fail(t('A class is named by what is not text.'));
    this.push(classOf(module.node.text ?? '', name.node.text ?? ''));
  }
  private object(): void {
    const [called, ...args] = this.popMark();
    this.push(objectOf(called ?? this.fail(t('An object has no class.')), args));
  }
  private build(): void {
    const state = this.pop();
    const target = this.top();
    if (target.is === 'object') target.states.push(state);
    else this.budget.note(t('A state that was meant for what is not an object is left out.'));
  }
  private recall(index: number): void {
    this.push(this.memo.get(index) ?? this.fail(t('The memo has no value {0}.', index)));
  }
  private protocol(): void {
    const protocol = this.unsigned(1);
    if (protocol > 5) this.fail(t('Protocol {0} is not known; the latest one here is 5.', protocol));
  }
}

const argumentsOf = (args: Pickled): readonly Pickled[] => (args.is === 'sequence' ? args.items : [args]);

// A name stands wherever the class does, so it must not be long.
const classOf = (module: string, name: string): Pickled => ({ is: 'class', name: `${module.slice(0, maxName)}.${name.slice(0, maxName)}` });
