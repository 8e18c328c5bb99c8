import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { circlesIn } from '../../../scripts/circles.mjs';

/** What is found in a tree of files, given with what each imports. */
async function circlesOf(files: Record<string, string>): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zmq-circles-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return await circlesIn(['src'], folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('circles of imports', () => {
  it('files that need each other are found, by values, types, exports and imports made later', async () => {
    for (const back of [
      "import { a } from './a';\nexport const b = a;",
      "import type { A } from './a';\nexport type B = A;",
      "import { type A } from './a';\nexport type B = A;",
      "export type { A } from './a';",
      "export type B = import('./a').A;",
      "export const b = () => import('./a');",
    ])
      assert.deepEqual(
        await circlesOf({
          'src/room/a.ts': "import type { B } from './b';\nexport type A = B;\nexport const a = 1;",
          'src/room/b.ts': back,
        }),
        ['Files in a circle: src/room/a.ts, src/room/b.ts'],
        back,
      );
  });

  it('folders that need each other are found though no file does', async () => {
    assert.deepEqual(
      await circlesOf({
        'src/left/a.ts': "import type { B } from '../right/b';\nexport type A = B;",
        'src/right/b.ts': 'export type B = 1;',
        'src/right/c.ts': "import { d } from '../left/d';\nexport const c = d;",
        'src/left/d.ts': 'export const d = 1;',
      }),
      ['Folders in a circle: src/left, src/right'],
    );
  });

  it('so are a folder and one within it, and long ways round', async () => {
    assert.deepEqual(
      await circlesOf({
        'src/room/a.ts': "import type { B } from './inner/b';\nexport type A = B;",
        'src/room/inner/b.ts': "import { c } from '../../other/c';\nexport type B = typeof c;",
        'src/other/c.ts': "import { d } from '../room/d';\nexport const c = d;",
        'src/room/d.ts': 'export const d = 1;',
      }),
      ['Folders in a circle: src/other, src/room, src/room/inner'],
    );
  });

  it('one way is no circle', async () => {
    assert.deepEqual(
      await circlesOf({
        'src/room/a.ts': "import type { B } from './inner/b';\nexport type A = B;",
        'src/room/inner/b.ts': "import { c } from './c';\nexport type B = typeof c;",
        'src/room/inner/c.ts': 'export const c = 1;',
      }),
      [],
    );
  });
});
