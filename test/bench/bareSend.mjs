// Sends as zeromq.js's users do: bareSend ENDPOINT COUNT SIZE.
import { Push } from 'zeromq';

const [endpoint, count, size] = process.argv.slice(2);
const socket = new Push({ linger: 30_000 });
socket.connect(endpoint);
const body = Buffer.alloc(Number(size), 'x');
for (let i = 0; i < Number(count); i++) {
  body.writeUInt32LE(i, 0);
  await socket.send(Buffer.from(body));
}
socket.close();
