import type { ValueNode } from '../../../protocol/decoding';

/** What a pickle puts together: values by reference, so that cycles and shared values are known. */
export type Pickled = PickledScalar | PickledMessage | PickledSequence | PickledMap | PickledClass | PickledObject;

export interface PickledScalar {
  is: 'scalar';
  node: ValueNode;
  /** All of a text or of bytes, of which `node` may have the beginning only. */
  raw?: string | Uint8Array;
  /** The text as latin-1 bytes, made once however often it is asked for. */
  latin1?: PickledScalar;
}
/** The bytes of a Protobuf message, as Python's classes for them are pickled. */
export interface PickledMessage {
  is: 'message';
  content: PickledScalar;
}
export interface PickledSequence {
  is: 'sequence';
  type?: 'tuple' | 'set' | 'frozenset';
  items: Pickled[];
}
export interface PickledMap {
  is: 'map';
  /** Keys and values in turn. */
  parts: Pickled[];
}
/** A class or function, by name. */
export interface PickledClass {
  is: 'class';
  name: string;
}
/** What a call of a class would make; nothing is called. */
export interface PickledObject {
  is: 'object';
  /** What would be called; a text for what no class stands for. */
  class: Pickled | string;
  args: readonly Pickled[];
  keywords?: Pickled;
  /** What is handed to the object once it is made. */
  states: Pickled[];
  /** Appended to it. */
  items: Pickled[];
  /** Set in it: keys and values in turn. */
  parts: Pickled[];
}
