import type { RememberedSpec, SocketId } from '../../protocol/sockets';
import { parseSpecInput, toSpecInput } from './specInput';
import type { RememberedKind } from '../memory/workspaceMemory';

/** How sockets stand in the memory of a workspace. */
export const rememberedSockets: RememberedKind<RememberedSpec> = {
  key: 'sockets',
  prefix: 's',
  one: 'socket',
  recall: (candidate) => ({ ...parseSpecInput(candidate), id: candidate.id as SocketId }),
  store: toSpecInput,
};
