/** Which of the rooms joined a message belongs to: subscriptions match the beginning of a topic, so more arrives than what is named exactly so. */

/** Whether a name ends within a longer text: at its end, or before or after a sign that parts words. */
function endsName(name: string, text: string): boolean {
  return text.length === name.length || !/[\p{L}\p{M}\p{N}_]$/u.test(name) || !/^[\p{L}\p{M}\p{N}_]/u.test(text.slice(name.length));
}

const longest = (rooms: readonly string[]): string | undefined =>
  rooms.reduce<string | undefined>((best, room) => (best === undefined || room.length > best.length ? room : best), undefined);

/** The room joined that this topic is, or is a part of: `weather` has `weather.berlin`, `room1` does not have `room10`. */
export function roomOfTopic(topic: string, rooms: readonly string[]): string | undefined {
  if (rooms.includes(topic)) return topic;
  return longest(rooms.filter((room) => topic.startsWith(room) && endsName(room, topic)));
}

/** The room joined that stands as `room:` before a text, and what follows; a room that ends with a colon has its own. */
export function prefixedRoom(text: string, rooms: readonly string[]): { room: string; rest: string } | undefined {
  const room = longest(rooms.filter((name) => text.startsWith(name) && (name.endsWith(':') || text[name.length] === ':')));
  return room === undefined ? undefined : { room, rest: text.slice(room.length + (room.endsWith(':') ? 0 : 1)) };
}

/**
 * The room joined whose subscription let a message of one frame in: its topic is the beginning of the text, as in `10001 5`.
 * `laboratory:Hello` names another room than `lab`.
 */
export function roomWithin(text: string, rooms: readonly string[]): string | undefined {
  const fitting = rooms.filter((room) => text.startsWith(room));
  const ended = longest(fitting.filter((room) => endsName(room, text)));
  return ended ?? (/^[^\s:]+:/.test(text) ? undefined : longest(fitting));
}

/** What stands before the text where the room is its prefix. */
export function roomPrefix(room: string): string {
  return room.endsWith(':') ? room : `${room}:`;
}
