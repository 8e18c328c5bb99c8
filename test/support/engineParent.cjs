// Forks an engine as the extension host does and prints its process id; a test then kills this process.
const { fork } = require('node:child_process');
const path = require('node:path');

const engine = fork(path.resolve('dist/engine.js'), [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
engine.once('message', () => console.log(engine.pid));
engine.send({ jsonrpc: '2.0', id: 1, method: 'engine/ping', params: {} });
