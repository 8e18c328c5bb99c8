import type { Counters, Rates } from '../../protocol/sockets';

type Counted = Pick<Counters, 'received' | 'sent' | 'receivedBytes' | 'sentBytes'>;

/** Rates between two ticks of growing counters. */
export class RateMeter {
  rates: Rates = { receivedPerSecond: 0, sentPerSecond: 0, bytesPerSecond: 0 };
  private before: Counted = { received: 0, sent: 0, receivedBytes: 0, sentBytes: 0 };
  private beforeTime?: number;

  /** Time in ms. True where a rate differs from the one before. */
  tick(counted: Counted, time: number): boolean {
    const seconds = (time - (this.beforeTime ?? time - 1000)) / 1000;
    if (seconds <= 0) return false;
    const { received, sent, receivedBytes, sentBytes } = counted;
    const rates = {
      receivedPerSecond: Math.round((received - this.before.received) / seconds),
      sentPerSecond: Math.round((sent - this.before.sent) / seconds),
      bytesPerSecond: Math.round((receivedBytes + sentBytes - this.before.receivedBytes - this.before.sentBytes) / seconds),
    };
    const differs =
      rates.receivedPerSecond !== this.rates.receivedPerSecond ||
      rates.sentPerSecond !== this.rates.sentPerSecond ||
      rates.bytesPerSecond !== this.rates.bytesPerSecond;
    this.rates = rates;
    this.before = { received, sent, receivedBytes, sentBytes };
    this.beforeTime = time;
    return differs;
  }
}
