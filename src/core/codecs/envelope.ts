import type { Direction, FrameRole } from '../../protocol/log';
import type { SocketType } from '../../protocol/sockets';

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
const jupyterDelimiter = '<IDS|MSG>';
const jupyterParts = ['signature', 'header', 'parent header', 'metadata', 'content'] as const;

/** What each frame is for this type of socket; the first 100 at most. */
export function frameRoles(socketType: SocketType | undefined, direction: Direction, frames: readonly Frame[]): FrameRole[] {
  const shown = frames.slice(0, maxFrames);
  const roles = shown.map((): FrameRole => 'body');
  const lead = envelope(socketType, direction, shown);
  lead.forEach((role, index) => (roles[index] = role));
  nameJupyter(roles, lead.length, shown);
  return roles;
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
  if (!isUpstream) return frames.length > 1 ? ['topic'] : [];
  const first = frames[0]?.bytes[0];
  return frames.length === 1 && (first === 0 || first === 1) ? ['subscription'] : [];
}

/** Jupyter's wire protocol 5: routing ids or a topic, `<IDS|MSG>`, signature, four parts in JSON, buffers. */
function nameJupyter(roles: FrameRole[], lead: number, frames: readonly Frame[]): void {
  const delimiter = frames
    .slice(0, maxHops)
    .findIndex(({ size, bytes }) => size === jupyterDelimiter.length && String.fromCharCode(...bytes) === jupyterDelimiter);
  if (delimiter < 0 || frames.length < delimiter + 1 + jupyterParts.length) return;
  // Clients see the routing ids that a kernel's ROUTER was sent.
  for (let index = lead; index < delimiter; index++) roles[index] = 'routing id';
  roles[delimiter] = 'jupyter delimiter';
  jupyterParts.forEach((part, index) => (roles[delimiter + 1 + index] = part));
  for (let index = delimiter + 1 + jupyterParts.length; index < frames.length; index++) roles[index] = 'buffer';
}
