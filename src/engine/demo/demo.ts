import type { DemoPeers } from '../../protocol/engine';
import type { SocketType } from '../../protocol/sockets';
import type { ZmqSocket } from '../sockets/zmq';
import { createSocket } from '../sockets/zmq';

const cities = ['berlin', 'lisbon', 'oslo', 'osaka', 'quito'];
const weatherInterval = 250;
const jobInterval = 1000;
const anyPort = 'tcp://127.0.0.1:*';

/** Other sides to try things with: real sockets on loopback that are neither listed nor recorded. */
export class Demo {
  private sockets: ZmqSocket[] = [];
  private timers: NodeJS.Timeout[] = [];
  private running?: DemoPeers;

  /** Their endpoints; the same ones while they run. @throws Error where an endpoint asked for is taken. */
  start(at?: DemoPeers): DemoPeers {
    if (this.running) return this.running;
    try {
      this.running = this.open(at);
      return this.running;
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  private open(at?: DemoPeers): DemoPeers {
    const weather = this.bind('pub', at?.weather);
    const echo = this.bind('rep', at?.echo);
    const jobs = this.bind('push', at?.jobs);
    this.publishWeather(weather);
    this.handOutJobs(jobs);
    void answer(echo);
    return { weather: endpointOf(weather), echo: endpointOf(echo), jobs: endpointOf(jobs) };
  }

  private bind(type: SocketType, endpoint = anyPort): ZmqSocket {
    const socket = createSocket(type, { linger: 0 });
    this.sockets.push(socket);
    socket.bindSync(endpoint);
    return socket;
  }

  private publishWeather(socket: ZmqSocket): void {
    let turn = 0;
    this.every(weatherInterval, () => {
      const city = cities[turn++ % cities.length] as string;
      const report = {
        temp: Math.round((12 + 10 * Math.sin(turn / 40) + Math.random() * 4) * 10) / 10,
        humidity: 40 + Math.round(Math.random() * 50),
        time: new Date().toISOString(),
      };
      return socket.send([text(`weather.${city}`), text(JSON.stringify(report))]);
    });
  }

  private handOutJobs(socket: ZmqSocket): void {
    let job = 0;
    this.every(jobInterval, () => socket.send([text(`job ${++job}: resize picture-${job}.png`)]));
  }

  private every(milliseconds: number, send: () => Promise<void>): void {
    // With no peer, or a full queue, a send is refused: nobody wants it then.
    this.timers.push(setInterval(() => void send().catch(() => undefined), milliseconds));
  }

  stop(): void {
    this.running = undefined;
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    for (const socket of this.sockets.splice(0)) {
      const endpoint = socket.lastEndpoint;
      if (endpoint) socket.disconnect(endpoint);
      socket.close();
    }
  }
}

async function answer(socket: ZmqSocket): Promise<void> {
  while (!socket.closed) {
    try {
      await socket.send(await socket.receive());
    } catch (error) {
      if (socket.closed) return;
      // A malformed request, or a peer that left before its answer: the next one may be right.
      if (!(error instanceof Error)) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function endpointOf(socket: ZmqSocket): string {
  return socket.lastEndpoint ?? '';
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}
