import { visibleText } from '../../../src/core/base/preview';
import { socketTypes } from '../../../src/core/socket/socketTypes';
import type { SocketEntry } from '../../../src/protocol/inspector';

/** The name that a socket goes by, as it is. */
export function socketName(entry: SocketEntry): string {
  return entry.info?.name ?? entry.spec.name ?? entry.id;
}

/** Label of a socket in lists. */
export function socketLabel(entry: SocketEntry): string {
  return `${visibleText(socketName(entry))} (${socketTypes[entry.spec.type].label})`;
}
