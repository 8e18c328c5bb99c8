import type { Direction, FrameRole } from '../../protocol/log';
import { jupyter } from '../protocols/jupyter';
import { hasExchanges, layoutOf as knownLayout } from '../protocols/known';
import type { Layout } from '../protocols/protocol';
import type { SocketType } from '../../protocol/sockets';
import { isHeader } from '../socket/headerFrame';

/** A frame as the capture has it: its size on the wire, and its head. */
interface Frame {
  size: number;
  bytes: Uint8Array;
}

const maxFrames = 100;
/** Routers that a message may have come through. */
const maxHops = 16;
/** The longest a routing id can be (RFC 28). */
const maxRoutingId = 255;
/** What the frames of a message are, and what its protocol says in words. */
export interface Envelope {
  roles: FrameRole[];
  /** By frame, from 0. */
  meanings: Readonly<Record<number, string>>;
  /** What a line shows of it, in order: words, and frames by their number. Absent: all frames. */
  line?: readonly (string | number)[];
}

/** What each frame is for this type of socket; the first 100 at most. */
export function frameRoles(socketType: SocketType | undefined, direction: Direction, frames: readonly Frame[]): FrameRole[] {
  return readEnvelope(socketType, direction, frames).roles;
}

/** The same, with what the message's protocol tells. */
export function readEnvelope(socketType: SocketType | undefined, direction: Direction, frames: readonly Frame[]): Envelope {
  const shown = frames.slice(0, maxFrames);
  const lead = envelope(socketType, direction, shown);
  const roles = shown.map((_, index): FrameRole => lead[index] ?? 'body');
  const layout = layoutOf(socketType, direction, shown, lead.length);
  if (!layout) return { roles, meanings: {} };
  for (let index = layout.from; index < roles.length; index++) roles[index] = layout.roles[index - layout.from] ?? layout.rest;
  return { roles, meanings: layout.meanings ?? {}, line: layout.line };
}

function layoutOf(socketType: SocketType | undefined, direction: Direction, shown: readonly Frame[], body: number): Layout | undefined {
  if (direction === 'event') return undefined;
  const frames = shown.map(({ bytes }) => bytes);
  if (!hasExchanges(socketType)) return jupyter.layout({ frames, body, toServer: false });
  return knownLayout({ frames, body, toServer: (direction === 'out') === (socketType === 'dealer' || socketType === 'req') });
}

/** Frames that say where a message goes or what is done with it, not what it says. */
const aside: ReadonlySet<FrameRole> = new Set([
  'routing id',
  'delimiter',
  'topic',
  'subscription',
  'jupyter delimiter',
  'signature',
  'protocol',
  'command',
  'client address',
]);

/** Whether a frame of this role is no part of what a program says to another. */
export function isEnvelope(role: FrameRole): boolean {
  return aside.has(role);
}

/** Whether a frame of this role holds what the message is about. */
export function isContent(role: FrameRole): boolean {
  return role === 'body' || role === 'content' || role.startsWith('json-rpc');
}

/** Roles of the frames before the body. */
function envelope(socketType: SocketType | undefined, direction: Direction, frames: readonly Frame[]): FrameRole[] {
  switch (socketType) {
    case 'stream':
      return frames.length > 0 ? ['routing id'] : [];
    case 'router':
      return frames.length > 0 ? ['routing id', ...route(frames.slice(1), isRoutingId)] : [];
    // A proxy passes on the routing ids that its ROUTER has put before the delimiter; those that libzmq makes are known by their form.
    case 'dealer':
      return route(frames, isAutomaticRoutingId);
    case 'pub':
    case 'xpub':
    case 'sub':
    case 'xsub':
      return publication(socketType, direction, frames);
    default:
      return [];
  }
}

/** Routing ids up to the empty delimiter, none where no delimiter ends them. A delimiter has something behind it. */
function route(frames: readonly Frame[], isId: (frame: Frame) => boolean): FrameRole[] {
  const delimiter = frames.slice(0, Math.min(maxHops, frames.length - 1)).findIndex(({ size }) => size === 0);
  const ids = frames.slice(0, Math.max(0, delimiter));
  return delimiter < 0 || !ids.every(isId) ? [] : [...ids.map((): FrameRole => 'routing id'), 'delimiter'];
}

const isRoutingId = ({ size }: Frame) => size <= maxRoutingId;
const isAutomaticRoutingId = ({ size, bytes }: Frame) => size === 5 && bytes[0] === 0;

function publication(socketType: 'pub' | 'xpub' | 'sub' | 'xsub', direction: Direction, frames: readonly Frame[]): FrameRole[] {
  const isUpstream = socketType === 'sub' || socketType === 'xsub' ? direction === 'out' : direction === 'in';
  if (!isUpstream) {
    const head = frames[0]?.bytes;
    return head && frames.length > 1 ? [isHeader(head, 0, head.length) ? 'header' : 'topic'] : [];
  }
  const first = frames[0]?.bytes[0];
  return frames.length === 1 && (first === 0 || first === 1) ? ['subscription'] : [];
}
