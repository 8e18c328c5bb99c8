const net = require('node:net');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const readline = require('node:readline');
const vscode = require('vscode');

/** Connects to the test that started this VS Code and obeys its lines: run a command, tell pauses of the event loop, activate an extension. */
exports.activate = (context) => {
  const pauses = monitorEventLoopDelay({ resolution: 5 });
  pauses.enable();
  const socket = net.connect(process.env.ZMQ_INSPECTOR_PROBE);
  context.subscriptions.push({ dispose: () => socket.destroy() });
  const say = (message) => socket.write(`${JSON.stringify(message)}\n`);
  // The test that is gone has nothing more to ask.
  socket.on('error', (error) => console.error(`probe: ${error.message}`));
  socket.on('connect', () => say({ pid: process.pid }));
  readline.createInterface({ input: socket }).on('line', async (line) => {
    const { id, command, args, pauses: asksForPauses, activate } = JSON.parse(line);
    try {
      if (asksForPauses) {
        say({ id, result: { longest: pauses.max / 1e6, p99: pauses.percentile(99) / 1e6 } });
        pauses.reset();
      } else if (activate) {
        const extension = vscode.extensions.getExtension(activate);
        if (extension.isActive) throw new Error(`${activate} is active already.`);
        const since = performance.now();
        await extension.activate();
        say({ id, result: performance.now() - since });
      } else {
        say({ id, result: (await vscode.commands.executeCommand(command, ...args)) ?? null });
      }
    } catch (error) {
      say({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
};
