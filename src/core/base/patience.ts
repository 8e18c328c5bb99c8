/** How long is waited before a person is told something, or goes on without an answer, ms. */
export const patience = {
  /** A handshake on a network takes milliseconds; one that takes longer is worth a word. */
  handshake: 2000,
  /** Longest talk with a peer to find out what it is. */
  probe: 3000,
  /** How long a peer of a probe may be silent before it is asked in other protocols, or before what is no ZMTP counts as all it says. */
  probeSilence: 1000,
  /** How long further answers are awaited behind a first one that tells enough. */
  probePause: 300,
  /** Longest time for all that one answer decodes; what comes after is plain, or asked for again. */
  decoding: 2000,
  /** How long nobody is missed in a chat. */
  chatProblem: 5000,
  /** How long a broadcast waits for somebody who has subscribed to it. */
  subscriber: 5000,
  /** Longest wait for a slow disk before the engine exits. */
  exit: 1000,
  /** How long a record's details wait for its values, so that both are shown at once. */
  details: 150,
} as const;
