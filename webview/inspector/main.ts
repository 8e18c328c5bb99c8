import { PageStore } from '../shared/page/pageStore';
import { speakLanguageOfPage } from '../shared/page/pageLanguage';
import { connectToHost } from '../shared/page/hostConnection';
import { documentStyles } from '../shared/looks/theme';
import { registerControls } from '../shared/controls/toolkit';
import { InspectorApp } from './app';
import { editorStyles } from './appStyles';
import { newPanelState } from './state/panelState';

speakLanguageOfPage();
registerControls();
for (const { styleSheet } of [documentStyles, editorStyles]) if (styleSheet) document.adoptedStyleSheets.push(styleSheet);

const api = acquireVsCodeApi();
const app = document.querySelector('zmq-inspector');
if (!(app instanceof InspectorApp)) throw new Error('The page lacks <zmq-inspector>.');
app.start(connectToHost(api), new PageStore(api, newPanelState()));
