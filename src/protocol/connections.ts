/** What is known of a connection between two programs. */

/** What one side of a tapped connection told of itself. */
export interface ConnectionSide {
  /** Where it connects from, or is connected to. */
  address: string;
  /** Version and mechanism: `ZMTP 3.1, NULL`. */
  speaks?: string;
  /** As it told it: `DEALER`. */
  socketType?: string;
  identity?: Uint8Array;
}

/** Of replies to requests, ms. Minimum exact, the others at most a ninth too high. */
export interface Latency {
  count: number;
  min: number;
  median: number;
  p99: number;
}
