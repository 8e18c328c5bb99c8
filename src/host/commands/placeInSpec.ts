import type { ZmqError } from '../../core/base/errors';
import type { EndpointRole, SocketSpec } from '../../protocol/sockets';

/** An endpoint and what is done with it. */
export interface Place {
  role: EndpointRole;
  endpoint: string;
}

/** Which of the spec's endpoints the error is about; undefined where it is about none. */
export function placeOf({ data }: ZmqError, spec: SocketSpec): Place | undefined {
  for (const role of ['bind', 'connect'] as const) {
    const endpoint = spec[role]?.find((given) => given.trim() === data.endpoint);
    if (endpoint !== undefined) return { role, endpoint };
  }
  return undefined;
}

/** The spec with one place given for another. */
export function withPlace(spec: SocketSpec, { role, endpoint }: Place, instead: Place): SocketSpec {
  const left = spec[role]?.filter((one) => one !== endpoint);
  const without = { ...spec, [role]: left?.length ? left : undefined };
  return { ...without, [instead.role]: [...(without[instead.role] ?? []), instead.endpoint] };
}
