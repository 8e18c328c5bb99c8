import { chromium } from 'playwright-core';
import type { BrowserContext } from 'playwright-core';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createProfile, prepareTestEditor, quietSettings, startEditor } from '../../scripts/editor.mjs';
import { descendants } from '../../scripts/processes.mjs';
import { installLanguage } from './languagePack';
import type { WindowLanguage } from './languagePack';
import { ProbeServer } from './probe';
import { keyOf, Workbench } from './workbench';

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The scripts of VS Code are compiled once for all windows.
  '--process-per-site',
];

/** A command bound to a key of its own, with its argument; {@link Workbench.pressBinding} presses the key. */
export interface Binding {
  command: string;
  args?: unknown;
}

export interface WindowOptions {
  /** Folder whose copy is opened; without it, an empty one. */
  folder?: string;
  /** User settings beside the quiet ones of the profile. */
  settings?: Record<string, unknown>;
  bindings?: Binding[];
}

export interface VsCodeOptions {
  trust?: boolean;
  language?: WindowLanguage;
}

/** A real VS Code with the packaged extension, in a profile of its own, and a browser to look at it. */
export class VsCode {
  private windows = 0;

  private constructor(
    private readonly folder: string,
    private readonly server: Awaited<ReturnType<typeof startEditor>>,
    /** With its cache on disk; a window is a page of it. */
    private readonly browser: BrowserContext,
    private readonly probes: ProbeServer,
    private readonly trust: boolean,
  ) {}

  /**
   * Starts VS Code with the extension and the probe: those that the run of tests has installed, or it installs them.
   * `trust`: whether untrusted folders are asked about; `language`: of its windows, English without it.
   */
  static async start({ trust = false, language }: VsCodeOptions = {}): Promise<VsCode> {
    const folder = await mkdtemp(path.join(tmpdir(), 'zmq-vscode-'));
    const profile = path.join(folder, 'profile');
    const probes = await ProbeServer.start();
    try {
      const prepared = process.env['ZMQ_INSPECTOR_EDITOR'];
      const editor =
        prepared === undefined
          ? await prepareTestEditor(path.join(folder, 'editor'))
          : (JSON.parse(prepared) as Awaited<ReturnType<typeof prepareTestEditor>>);
      await createProfile(profile);
      if (language !== undefined) editor.extensions = await installLanguage(editor, profile, language);
      const server = await startEditor(editor, profile, {
        args: [
          ...['--reconnection-grace-time', '1'],
          ...(trust ? [] : ['--disable-workspace-trust']),
          ...(language === undefined ? [] : ['--locale', language.tag]),
        ],
        env: { ZMQ_INSPECTOR_PROBE: probes.address, XDG_RUNTIME_DIR: folder },
      });
      try {
        const browser = await chromium.launchPersistentContext(path.join(folder, 'browser'), {
          executablePath: '/usr/bin/chromium',
          args: chromiumArguments,
          viewport: { width: 1400, height: 900 },
          permissions: ['clipboard-read', 'clipboard-write'],
        });
        return new VsCode(folder, server, browser, probes, trust);
      } catch (error) {
        await server.stop();
        throw error;
      }
    } catch (error) {
      await probes.stop();
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Opens a fresh window. Windows that are open at the same time share the settings and keys of the latest. */
  async openWindow({ folder, settings = {}, bindings = [] }: WindowOptions = {}): Promise<Workbench> {
    const workspace = path.join(this.folder, `window${++this.windows}`, path.basename(folder ?? 'workspace'));
    await mkdir(workspace, { recursive: true });
    if (folder !== undefined) await cp(folder, workspace, { recursive: true });
    await this.writeUser(
      'keybindings.json',
      bindings.map(({ command, args }, index) => ({ key: keyOf(index), command, args })),
    );
    await this.writeUser('settings.json', { ...quietSettings, 'security.workspace.trust.enabled': this.trust, ...settings });

    await this.forgetWindows();
    const page = await this.browser.newPage();
    await page.goto(`${this.server.origin}/?folder=${encodeURIComponent(workspace)}`);
    return Workbench.opened(page, this.probes, workspace, this.server.log);
  }

  /** What VS Code keeps in the browser of windows that are closed goes, as far as no other one is open. */
  private async forgetWindows(): Promise<void> {
    const [blank, ...windows] = this.browser.pages();
    if (blank === undefined || windows.length > 0) return;
    const session = await this.browser.newCDPSession(blank);
    await session.send('Storage.clearDataForOrigin', { origin: this.server.origin, storageTypes: 'indexeddb,local_storage' });
    await session.detach();
  }

  private async writeUser(name: string, value: unknown): Promise<void> {
    await writeFile(path.join(this.folder, 'profile', 'data', 'User', name), JSON.stringify(value));
  }

  /** Process ids of the engines that run below this VS Code. */
  async enginePids(): Promise<number[]> {
    const pids: number[] = [];
    for (const pid of descendants(this.server.pid)) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command.includes(path.join('dist', 'engine.js'))) pids.push(pid);
    }
    return pids;
  }

  /** What the histories of chats hold, of all windows. */
  async chatHistories(): Promise<string> {
    const folder = path.join(this.folder, 'profile', 'data', 'User', 'workspaceStorage');
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
    return (await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))).join('');
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await this.probes.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
