// Receives as zeromq.js's users do and keeps nothing. Prints its endpoint, then how long so many messages took.
import { Pull } from 'zeromq';

const count = Number(process.argv[2]);
const socket = new Pull({ receiveHighWaterMark: 0 });
await socket.bind('tcp://127.0.0.1:*');
console.log(socket.lastEndpoint);

let received = 0;
let start = 0;
for await (const [frame] of socket) {
  if (received === 0) start = performance.now();
  if (frame.length > 0) received++;
  if (received === count) break;
}
console.log(JSON.stringify({ received, seconds: (performance.now() - start) / 1000 }));
process.exit();
