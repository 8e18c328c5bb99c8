import assert from 'node:assert/strict';
import { Inspector } from '../support/inspector';
import { Peer } from '../support/peer';
import { describeInVsCode } from '../support/vscodeTests';

const rate = 200_000;
const seconds = 10;
const count = rate * seconds;

describeInVsCode('flood', (test) => {
  test(
    `${rate} messages/s of 100 B for ${seconds} s: none is lost, and the panel goes on answering`,
    async ({ t, workbench }) => {
      await workbench.probe.command('zmq.openInspector');
      await workbench.probe.command('zmq.openSocket', { type: 'PULL', bind: ['tcp://127.0.0.1:*'], name: 'flooded' });
      const inspector = await Inspector.in(workbench);
      const flood = Peer.c(t, 'flood.c', [
        'push',
        'connect',
        await inspector.boundEndpoint(),
        '--size',
        '100',
        '--count',
        String(count),
        '--rate',
        String(rate),
        '--wait',
      ]);
      await flood.next('ready');
      await workbench.probe.pauses();
      flood.tell({ go: true });
      let over = false;
      const sent = flood.next('sent', 120_000).finally(() => (over = true));

      // What a person does meanwhile: looks at a message, stops and follows the log, pauses it.
      const answers: number[] = [];
      const timed = async (act: () => Promise<unknown>) => {
        const since = performance.now();
        await act();
        answers.push(performance.now() - since);
      };
      for (let turn = 0; turn < 200 && !over; turn++) {
        await timed(async () => {
          await inspector.rows('received').last().click();
          await inspector.details.waitFor();
        });
        // Once all has come there is nothing newer to jump to.
        await Promise.race([inspector.button('Jump to latest').waitFor(), sent]);
        if (over) break;
        await timed(async () => {
          await inspector.button('Jump to latest').click();
          await inspector.button('Jump to latest').waitFor({ state: 'hidden' });
        });
        await timed(async () => {
          await inspector.button('Pause').click();
          await inspector.button('Resume').click();
          await inspector.button('Pause').waitFor();
        });
        await inspector.button('Close details').click();
      }
      const { sent: total, seconds: took } = await sent;
      assert.equal(total, count);

      const { longest: pause } = await workbench.probe.pauses();
      // Each message holds the alphabet, no event does.
      await inspector.frame.getByRole('searchbox', { name: 'Filter' }).fill('ijklmnop');
      await inspector.status.filter({ hasText: `Shown ${count.toLocaleString('en-US')}` }).waitFor({ timeout: 60_000 });
      await inspector.log.focus();
      for (const [key, number] of [
        ['Home', 0],
        ['End', count - 1],
      ] as const) {
        await workbench.page.keyboard.press(key);
        await workbench.page.keyboard.press('Enter');
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64LE(BigInt(number));
        const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' +');
        await inspector.details.filter({ hasText: new RegExp(hex, 'i') }).waitFor();
      }
      answers.sort((a, b) => a - b);
      const at = (share: number) => Math.round(answers[Math.floor(share * (answers.length - 1))] ?? NaN);
      t.diagnostic(
        `flood of ${Math.round(count / Number(took))} messages/s: ${answers.length} actions answered, median ${at(0.5)} ms, longest ${at(1)} ms; longest pause of the extension host ${Math.round(pause)} ms`,
      );
    },
    { settings: { 'zmq.capture.maxMessages': count + 100_000 } },
  );
});
