import { chatFormats, chatPatterns, endpointsOf, roleOf, type EndpointField } from '../../../src/core/chat/patterns';
import { chatFormatNames, type ChatId, type ChatPattern, type ChatFormat, type ChatSpec } from '../../../src/protocol/chat';
import type { ChatSnapshot } from '../../../src/protocol/chatPage';

/** What was typed into the join form. */
export interface JoinDraft {
  /** A chat that was left and is joined again. */
  id?: ChatId;
  pattern: ChatPattern;
  nick: string;
  format: ChatFormat;
  /** Parted by commas. */
  rooms: string;
  history: boolean;
  host: boolean;
  endpoints: Partial<Record<EndpointField, string[]>>;
}

export function newJoinDraft(form: ChatSnapshot['form'] | undefined, spec: Partial<ChatSpec> = {}, id?: ChatId): JoinDraft {
  const pattern = spec.pattern ?? form?.last?.pattern ?? 'room';
  const host = spec.host ?? false;
  const last = form?.last?.pattern === pattern ? form.last.format : undefined;
  const given = chatPatterns[pattern].endpoints
    .map(({ field }) => [field, [...endpointsOf(spec, field)]] as const)
    .filter(([, endpoints]) => endpoints.length > 0);
  return {
    ...(id ? { id } : {}),
    pattern,
    nick: spec.nick ?? form?.nick ?? '',
    format: spec.format ?? last ?? chatPatterns[pattern].format,
    rooms: (spec.rooms ?? []).join(', '),
    history: spec.history ?? form?.last?.history ?? true,
    host,
    endpoints: given.length > 0 ? Object.fromEntries(given) : proposals(pattern),
  };
}

/** Another pattern: what a person typed stays where the new one has a place for it. */
export function withPattern(draft: JoinDraft, pattern: ChatPattern): JoinDraft {
  const before = proposals(draft.pattern);
  const proposed = proposals(pattern);
  const endpoints: JoinDraft['endpoints'] = {};
  for (const { field } of chatPatterns[pattern].endpoints) {
    const typed = draft.endpoints[field];
    const own = typed && JSON.stringify(typed) !== JSON.stringify(before[field]) && typed.some((text) => text.trim() !== '');
    endpoints[field] = own ? typed : (proposed[field] ?? ['']);
  }
  // What was not chosen by a person, or does not fit, is what the pattern begins with.
  const isKept = draft.format !== chatPatterns[draft.pattern].format && formatsFor(pattern).includes(draft.format);
  return { ...draft, pattern, endpoints, format: isKept ? draft.format : chatPatterns[pattern].format };
}

function proposals(pattern: ChatPattern): NonNullable<JoinDraft['endpoints']> {
  return Object.fromEntries(chatPatterns[pattern].endpoints.map(({ field, proposal }) => [field, [proposal]]));
}

/** The spec that the draft stands for, right or not. */
export function draftedSpec(draft: JoinDraft): ChatSpec {
  const { pattern, host } = draft;
  const { hasRooms, endpoints } = chatPatterns[pattern];
  const spec: ChatSpec = {
    pattern,
    nick: draft.nick.trim(),
    format: draft.format,
    rooms: hasRooms
      ? [
          ...new Set(
            draft.rooms
              .split(',')
              .map((room) => room.trim())
              .filter((room) => room !== ''),
          ),
        ]
      : [],
    history: draft.history,
  };
  for (const { field } of endpoints) {
    const typed = (draft.endpoints[field] ?? []).map((text) => text.trim()).filter((text) => text !== '');
    if (field === 'publishers' || field === 'subscribers') spec[field] = typed[0] ?? '';
    else if (typed.length > 0) spec[field] = typed;
  }
  return pattern === 'room' && host ? { ...spec, host: true } : spec;
}

/** Each endpoint typed, in the order of the form. */
export function draftedEndpoints(draft: JoinDraft): { field: EndpointField; index: number; role: 'bind' | 'connect'; text: string }[] {
  return chatPatterns[draft.pattern].endpoints.flatMap(({ field }) =>
    (draft.endpoints[field] ?? ['']).map((text, index) => ({ field, index, role: roleOf(field, draft.host), text })),
  );
}

export function withEndpoint(draft: JoinDraft, field: EndpointField, index: number, text: string): JoinDraft {
  const typed = draft.endpoints[field] ?? [''];
  return { ...draft, endpoints: { ...draft.endpoints, [field]: typed.with(index, text) } };
}

/** Formats that the pattern can use: those with a room need patterns that have them. */
export function formatsFor(pattern: ChatPattern): ChatFormat[] {
  return chatFormatNames.filter((format) => !chatFormats[format].needsRoom || chatPatterns[pattern].hasRooms);
}
