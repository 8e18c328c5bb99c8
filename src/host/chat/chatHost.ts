import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { ChatId, ChatMention } from '../../protocol/chat';
import type { ChatSnapshot } from '../../protocol/chatPage';
import type { Actions } from '../actions/actions';
import type { ChatDefaults } from '../actions/actionServices';
import { chatForm } from './chatForm';
import { askWhereToSave } from './chatFiles';
import { tellOfMention } from './chatMentions';
import type { ChatStore } from './chatStore';
import { DisposableStore } from '../base/disposableStore';
import type { OutputLog } from '../base/outputLog';
import type { EngineSupervisor } from '../supervision/engineSupervisor';
import { reportProblem } from '../base/problems';
import { nickSetting, notifiesOnMention } from '../settings/chatSettings';
import type { ChatLinks } from './chatLinks';
import { ChatPanels } from './chatPanels';
import type { ChatServices } from './chatPageConversation';
import { ChatView } from './chatView';
import { joinLink } from './joinLink';

/** Longest time from a message to its being seen by who looks at it, ms. */
const seenMs = 1000;

/** What VS Code shows of chats: view, editors, links and notifications. */
export class ChatHost {
  private readonly disposables = new DisposableStore();
  readonly view: ChatView;
  private readonly form: () => ChatSnapshot['form'];
  private readonly panels: ChatPanels;
  /** Chats that pages have in sight, behind a section. */
  private readonly behindSection = new Map<object, ChatId>();

  constructor(
    { extensionUri, extension }: vscode.ExtensionContext,
    engine: EngineSupervisor,
    private readonly chats: ChatStore,
    actions: Actions,
    log: OutputLog,
    linking: () => Promise<{ ChatLinks: typeof ChatLinks }>,
  ) {
    const { remoteName } = vscode.env;
    const account = userName();
    const form = () => chatForm({ nick: nickSetting(), userName: account, last: chats.lastSpec, recent: chats.recent });
    this.form = form;
    const services: ChatServices = {
      engine,
      chats,
      log,
      form,
      remote: remoteName,
      copyText: (text) => vscode.env.clipboard.writeText(text),
      copyLink: (query) => vscode.env.clipboard.writeText(joinLink(extension.id, query)),
      // As a text, which VS Code takes as well: a Uri would decode and encode it, and lead elsewhere.
      openLink: (url) => vscode.env.openExternal(url as unknown as vscode.Uri),
      actions,
      save: async (chat) => {
        const file = await askWhereToSave(chats.find(chat));
        if (file) await actions.run('saveChat', { chat, file: file.toString() });
      },
      openInEditor: (chat) => this.panels.open(chat),
      isBehindSection: (page, chat) => {
        if (chat === undefined) this.behindSection.delete(page);
        else this.behindSection.set(page, chat);
      },
      report: (error) => void reportProblem(error),
    };
    this.view = this.disposables.add(new ChatView(extensionUri, services));
    this.panels = this.disposables.add(new ChatPanels(extensionUri, services));
    this.disposables.add(
      vscode.window.registerUriHandler({
        handleUri: async (uri) => {
          const { ChatLinks: Links } = await linking();
          await new Links({ chats, form, remote: remoteName, show: (what) => this.view.show(what) }).handleUri(uri);
        },
      }),
    );
    this.disposables.add(
      engine.onDidMention((mention) => {
        this.mentioned(mention).catch((error: unknown) => void reportProblem(error));
      }),
    );
  }

  /** What a chat is joined with where nothing else is said. */
  defaults(): ChatDefaults {
    return { nick: this.form().nick, history: this.chats.lastSpec?.history ?? true };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async mentioned(mention: ChatMention): Promise<void> {
    if (!notifiesOnMention() || (await this.isSeen(mention.chat))) return;
    await tellOfMention(mention, (chat) => this.view.show({ chat }));
  }

  /** Whether the person looks at what was said there: a page tells soon when it has shown it. */
  private async isSeen(chat: ChatId): Promise<boolean> {
    if (!vscode.window.state.focused || !(this.view.visible || this.panels.isVisible(chat))) return false;
    const isBehindSection = () => [...this.behindSection.values()].includes(chat);
    if (isBehindSection()) return true;
    await new Promise((resolve) => setTimeout(resolve, seenMs));
    // The page may have been about to tell of its section.
    if (isBehindSection()) return true;
    await this.chats.refresh();
    return this.chats.infos().every(({ id, mentions }) => id !== chat || mentions === 0);
  }
}

/** Of this computer's account; an account without an entry has none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? '';
  }
}
