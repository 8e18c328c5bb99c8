/** Whether the text is an IPv4 address of four numbers. */
export function isIPv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** Whether the text is an IPv6 address (RFC 4291, 2.2), without brackets and zone. */
export function isIPv6(text: string): boolean {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return false;
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const groups = [...groupsOf(head), ...groupsOf(tail ?? '')];
  const last = groups.at(-1);
  // The last 32 bits may be written as IPv4.
  const isMixed = last?.includes('.') === true;
  if (isMixed && (!isIPv4(last) || text.endsWith('::'))) return false;
  if (!groups.slice(0, isMixed ? -1 : undefined).every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = groups.length + (isMixed ? 1 : 0);
  return tail === undefined ? count === 8 : count <= 7;
}

/** Whether an IPv6 address holds within one link, and so needs the interface that leads to it (RFC 4007). */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
