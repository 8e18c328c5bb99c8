// Asks as zeromq.js's users do: bareAsk ENDPOINT COUNT. Prints the median of a round trip in µs.
import { Request } from 'zeromq';

const [endpoint, count] = process.argv.slice(2);
const socket = new Request();
socket.connect(endpoint);
const body = Buffer.alloc(100, 'x');
const times = [];
// The first ones wait for the handshake, and for the compiler.
for (let i = -Math.min(500, Number(count)); i < Number(count); i++) {
  const start = performance.now();
  await socket.send(body);
  await socket.receive();
  if (i >= 0) times.push((performance.now() - start) * 1000);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({ median: times[times.length >> 1] }));
process.exit();
