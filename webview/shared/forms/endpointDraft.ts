import { ZmqError } from '../../../src/core/base/errors';
import { parseEndpoint, parseEndpoints } from '../../../src/core/socket/endpoint';
import type { EndpointRole } from '../../../src/protocol/sockets';
import type { RequestError } from '../page/requestError';

export interface EndpointDraft {
  role: EndpointRole;
  text: string;
}

/** Why the endpoint would be refused, before anybody is asked; `several`: where the field takes a list of them. */
export function endpointError({ role, text }: EndpointDraft, several = false): RequestError | undefined {
  try {
    (several ? parseEndpoints : parseEndpoint)(text, role);
    return undefined;
  } catch (error) {
    if (!(error instanceof ZmqError)) throw error;
    return { ...error.data, message: error.message };
  }
}
