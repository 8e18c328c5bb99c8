import { writeFile } from 'node:fs/promises';

/** A recording of a SUB by the name of `recorded`: three messages of the topic `tide.bergen`, `{"height": 1}` and so on. */
export async function writeTides(file: string): Promise<void> {
  const lines = [1, 2, 3].map((height) =>
    JSON.stringify({
      time: `2026-12-01T12:00:0${height}.000Z`,
      direction: 'in',
      socket: 'recorded',
      type: 'sub',
      frames: ['tide.bergen', `{"height": ${height}}`],
    }),
  );
  await writeFile(file, lines.join('\n'));
}
