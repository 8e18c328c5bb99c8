import { endpointFields, endpointsOf, roleOf, type EndpointField } from '../../core/chat/patterns';
import type { ChatSpec } from '../../protocol/chat';
import type { EndpointRole } from '../../protocol/sockets';

/** An endpoint of a chat and what is done with it. */
export interface ChatPlace {
  field: EndpointField;
  role: EndpointRole;
  endpoint: string;
}

/** All endpoints of a chat, those bound here first. */
export function placesOf(spec: ChatSpec): ChatPlace[] {
  const places = endpointFields.flatMap((field) =>
    endpointsOf(spec, field).map((endpoint) => ({ field, role: roleOf(field, spec.host), endpoint })),
  );
  return [...places.filter(({ role }) => role === 'bind'), ...places.filter(({ role }) => role === 'connect')];
}

/** The spec with one place's endpoint given for another. */
export function withEndpoint(spec: ChatSpec, { field, endpoint }: ChatPlace, instead: string): ChatSpec {
  const endpoints = endpointsOf(spec, field).map((one) => (one === endpoint ? instead : one));
  return { ...spec, [field]: typeof spec[field] === 'string' ? endpoints[0] : endpoints };
}
