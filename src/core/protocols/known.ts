import type { SocketType } from '../../protocol/sockets';
import { freelance } from './freelance';
import { jsonRpc } from './jsonRpc';
import { jupyter } from './jupyter';
import { lifeSigns } from './lifeSigns';
import { majordomo } from './majordomo';
import type { Layout, Protocol, Sign, Wire } from './protocol';

/** The one that says most about a message comes first. */
const known: readonly Protocol[] = [majordomo, jupyter, lifeSigns, freelance, jsonRpc];

/** Whether sockets of this type ask and answer. */
export function hasExchanges(type: SocketType | undefined): type is 'req' | 'rep' | 'dealer' | 'router' {
  return type === 'req' || type === 'rep' || type === 'dealer' || type === 'router';
}

/** What a message of DEALER or ROUTER says of its exchange; undefined where it is of no protocol that is known here. */
export function signOf(wire: Wire): Sign | undefined {
  for (const protocol of known) {
    const sign = protocol.sign(wire);
    if (sign) return sign;
  }
  return undefined;
}

/** How a message of a socket that asks and answers is laid out. */
export function layoutOf(wire: Wire): Layout | undefined {
  for (const protocol of known) {
    const layout = protocol.layout(wire);
    if (layout) return layout;
  }
  return undefined;
}
