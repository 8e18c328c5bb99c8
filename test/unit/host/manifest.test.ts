import { decoderNames, encodingNames } from '../../../src/protocol/decoding';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import type { ActionId } from '../../../src/host/actions/actions';
import { actions } from '../../../src/host/actions/actionTable';
import { commands, type CommandId } from '../../../src/host/commands/commandIds';

interface MenuEntry {
  command: string;
  when?: string;
  group?: string;
}
interface Setting {
  default: unknown;
  items: {
    anyOf?: { required: string[] }[];
    additionalProperties: boolean;
    properties: Record<string, { enum?: string[]; enumDescriptions?: string[]; minimum?: number }>;
    pattern: string;
  };
}
interface Manifest {
  displayName: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    menus: Record<string, MenuEntry[]>;
    views: Record<string, { id: string; type?: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    configuration: { properties: Record<string, Setting> };
    taskDefinitions: { type: string; required: string[] }[];
    problemPatterns: { name: string; regexp: string }[];
    problemMatchers: { name: string; background: { activeOnStart: boolean; beginsPattern: string; endsPattern: string } }[];
  };
}

const manifestText = await readFile('package.json', 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const strings = JSON.parse(await readFile('package.nls.json', 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const ids = Object.keys(commands) as CommandId[];
const declared = contributes.commands.map(({ command }) => command);

/** Titles of the palette, as people and documents know them. */
const titles: Partial<Record<CommandId, string>> = {
  'zmq.subscribe': 'Subscribe…',
  'zmq.publish': 'Publish…',
  'zmq.openSocket': 'New Socket…',
  'zmq.tap': 'Tap Endpoint…',
  'zmq.closeTap': 'Close Tap…',
  'zmq.startProxy': 'Start Proxy…',
  'zmq.stopProxy': 'Stop Proxy…',
  'zmq.setFaults': 'Set Faults…',
  'zmq.send': 'Send Message…',
  'zmq.closeSocket': 'Close Socket…',
  'zmq.closeAllSockets': 'Close All Sockets',
  'zmq.probe': 'Probe Endpoint…',
  'zmq.openInspector': 'Open Inspector',
  'zmq.openAnotherInspector': 'Open Another Inspector',
  'zmq.clearLog': 'Clear Log',
  'zmq.markRecord': 'Mark Record',
  'zmq.export': 'Export…',
  'zmq.openRecording': 'Open Recording…',
  'zmq.showStatistics': 'Show Statistics',
  'zmq.openChat': 'Open Chat',
  'zmq.joinChat': 'Join Chat…',
  'zmq.hostRoom': 'Host Chat Room…',
  'zmq.leaveChat': 'Leave Chat',
  'zmq.saveChat': 'Save Chat As…',
  'zmq.clearChat': 'Clear Chat',
  'zmq.editDecoders': 'Edit Decoders',
  'zmq.setJupyterKey': 'Set Jupyter Key…',
  'zmq.sortTopicsByName': 'Sort Topics by Name',
  'zmq.sortTopicsByMessages': 'Sort Topics by Messages',
  'zmq.sortTopicsByLast': 'Sort Topics by Last Message',
  'zmq.resetTopics': 'Reset Topic Counts',
  'zmq.startDemo': 'Start Demo Peers',
  'zmq.stopDemo': 'Stop Demo Peers',
  'zmq.stopRepeating': 'Stop Repeating Messages',
  'zmq.restartEngine': 'Restart Engine',
  'zmq.showEngineLog': 'Show Engine Log',
  'zmq.reopenAll': 'Reopen All',
  'zmq.renameSocket': 'Rename Socket…',
  'zmq.duplicateSocket': 'Duplicate Socket…',
  'zmq.removeAllClosed': 'Remove All Closed',
};

describe('the manifest', () => {
  it('declares exactly the commands that exist, in the category ZMQ', () => {
    assert.deepEqual([...declared].sort(), [...ids].sort());
    assert.deepEqual(new Set(contributes.commands.map(({ category }) => category)), new Set(['ZMQ']));
  });

  it('gives the palette its commands under their known titles, and hides the others', () => {
    const hidden = contributes.menus.commandPalette?.filter(({ when }) => when === 'false').map(({ command }) => command);
    assert.deepEqual(hidden?.sort(), ids.filter((id) => !commands[id].palette).sort());
    const shown = contributes.commands.filter(({ command }) => commands[command as CommandId].palette);
    const found = Object.fromEntries(shown.map(({ command, title }) => [command, strings[title.slice(1, -1)]]));
    assert.deepEqual(found, titles);
  });

  it('lists in menus only commands that exist, and each command of the trees in one', () => {
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      for (const { command } of entries) assert.ok(declared.includes(command), `${menu}: ${command}`);
    }
    const inTree = contributes.menus['view/item/context']?.map(({ command }) => command);
    for (const id of ids.filter((id) => !commands[id].palette)) assert.ok(inTree?.includes(id), id);
  });

  it('has a string for every key and uses every string', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
  });

  it('offers commands that exist in its welcome texts', () => {
    const linksOf = (text = '') => [...text.matchAll(/\(command:([^)]+)\)/g)].map(([, command]) => command ?? '');
    assert.ok(linksOf(strings.welcome).length >= 3);
    assert.ok(linksOf(strings.topicsWelcome).length >= 1);
    for (const link of [...linksOf(strings.welcome), ...linksOf(strings.topicsWelcome)]) assert.ok(declared.includes(link), link);
  });

  it('bounds the capture as documented', () => {
    const { properties } = contributes.configuration;
    assert.equal(properties['zmq.capture.maxMegabytes']?.default, 512);
    assert.equal(properties['zmq.capture.maxMessages']?.default, 2_000_000);
  });

  it('completes and checks the rules for decoders', () => {
    const { default: none, items } = contributes.configuration.properties['zmq.decoders'] as Setting;
    assert.deepEqual(none, []);
    assert.deepEqual(
      Object.keys(items.properties),
      [
        'socket',
        'topic',
        'frame',
        'decoder',
        'protoFile',
        'messageType',
        'avroSchema',
        'module',
        'encoding',
        'layout',
        'format',
        'width',
        'height',
        'skip',
        'after',
        'offset',
        'path',
      ],
      'as DecoderRule has them',
    );
    assert.deepEqual([items.additionalProperties, items.properties.frame?.minimum], [false, 1]);
    assert.deepEqual(
      items.anyOf?.flatMap(({ required }) => required),
      ['decoder', 'encoding', 'skip', 'after', 'offset'],
      'a rule says how to read',
    );
    assert.deepEqual(items.properties.encoding?.enum, encodingNames);
    const { decoder } = items.properties;
    assert.deepEqual(decoder?.enum, decoderNames);
    assert.deepEqual(
      decoder?.enumDescriptions,
      decoderNames.map((name) => `%decoder.${name}%`),
    );
  });

  it('parts topics at dots, slashes and colons unless told otherwise', () => {
    const { default: separators, items } = contributes.configuration.properties['zmq.topics.separators'] as Setting;
    assert.deepEqual(separators, ['.', '/', ':']);
    for (const [text, isOne] of [
      ['.', true],
      [' ', true],
      ['', false],
      ['..', false],
      ['é', false],
    ] as const)
      assert.equal(new RegExp(items.pattern).test(text), isOne, text);
  });

  it('takes no setting from a workspace that is not trusted', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited', 'VS Code heeds the list only then');
    assert.deepEqual([...restrictedConfigurations].sort(), Object.keys(contributes.configuration.properties).sort());
  });

  it('has the view and the container that the host fills', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      ['zmq'],
    );
    assert.deepEqual(
      contributes.views.zmq?.map(({ id, type }) => [id, type]),
      [
        ['zmq.sockets', undefined],
        ['zmq.topics', undefined],
        ['zmq.chat', 'webview'],
      ],
    );
  });

  it('knows by the lines of a task when its tap is ready, and what is wrong', () => {
    const [matcher] = contributes.problemMatchers;
    const { beginsPattern, endsPattern, activeOnStart } = matcher?.background ?? assert.fail();
    const [pattern] = contributes.problemPatterns;
    const error = '.vscode/tasks.json: error: "5555" lacks a host. A right one looks like tcp://localhost:5555.';
    const [, file, message] = new RegExp(pattern?.regexp ?? '').exec(error) ?? [];
    assert.deepEqual([file, message], ['.vscode/tasks.json', error.slice(27)]);
    assert.equal(activeOnStart, true);
    assert.match('opening tcp://127.0.0.1:5556 → tcp://localhost:5555', new RegExp(beginsPattern));
    for (const line of ['ready', error]) assert.match(line, new RegExp(endsPattern));
    assert.doesNotMatch('Let your program connect to tcp://localhost:5556 instead.', new RegExp(endsPattern));
    assert.deepEqual(contributes.taskDefinitions[0]?.required, ['listen', 'target']);
  });

  it('is activated by what comes from outside: its panels and pictures of before, and links', () => {
    assert.deepEqual([...manifest.activationEvents].sort(), [
      'onFileSystem:zmq-frame',
      'onUri',
      'onWebviewPanel:zmq.chatPanel',
      'onWebviewPanel:zmq.inspector',
    ]);
  });

  it('offers to join and to host a chat in the title of its view', () => {
    const shown = contributes.menus['view/title']
      ?.filter(({ when, group }) => when === 'view == zmq.chat' && group?.startsWith('navigation'))
      .map(({ command }) => command);
    assert.deepEqual(shown, ['zmq.joinChat', 'zmq.hostRoom']);
  });

  it('changes sockets of chats through their chats only', () => {
    const ofChats = contributes.menus['view/item/context']
      ?.filter(({ when }) => /socket of chat/.test(when ?? ''))
      .map(({ command }) => command);
    assert.deepEqual([...new Set(ofChats)].sort(), ['zmq.tree.leaveChat', 'zmq.tree.send']);
    const others = contributes.menus['view/item/context']?.filter(
      ({ when, command }) =>
        /zmq\.sockets/.test(when ?? '') &&
        !/socket of chat|viewItem =~ \/\^(?:tap|proxy|\(tap\|proxy\))|viewItem =~ \/\^\(connection\|peer\)\$\//.test(when ?? '') &&
        command !== 'zmq.tree.showSocket',
    );
    for (const { command, when } of others ?? [])
      assert.match(when ?? '', /\^socket (open|closed)|\^endpoint |'endpoint open'|'subscription open'|'closedSockets'/, command);
  });
});

describe('the README', () => {
  it('documents the argument object of each command that takes one', async () => {
    const readme = await readFile('README.md', 'utf8');
    for (const id of ids) {
      const traits: { palette: boolean; action?: ActionId } = commands[id];
      const argument = traits.action && traits.palette ? actions[traits.action].argument : undefined;
      if (argument !== undefined) assert.ok(readme.includes(`${id} ${argument}`), `README.md lacks "${id} ${argument}"`);
    }
  });
});
