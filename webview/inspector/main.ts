import { connectToHost } from '../shared/rpc';
import { documentStyles } from '../shared/theme';
import { registerControls } from '../shared/toolkit';
import { InspectorApp } from './app';
import { PanelStore } from './panelState';

registerControls();
if (documentStyles.styleSheet) document.adoptedStyleSheets.push(documentStyles.styleSheet);

const api = acquireVsCodeApi();
const app = document.querySelector('zmq-inspector');
if (!(app instanceof InspectorApp)) throw new Error('The page lacks <zmq-inspector>.');
app.start(connectToHost(api), new PanelStore(api));
