import { chatActions } from './chatActions';
import { engineActions } from './engineActions';
import { faultActions } from './faultActions';
import { inspectorActions } from './inspectorActions';
import { proxyActions } from './proxyActions';
import { socketActions } from './socketActions';
import { tapActions } from './tapActions';

/**
 * All that the extension can do, without prompts. Commands of the palette ask for what is missing and call it, pages call it, and so
 * may whatever else comes from outside.
 */
export const actions = {
  ...socketActions,
  ...tapActions,
  ...proxyActions,
  ...faultActions,
  ...chatActions,
  ...inspectorActions,
  ...engineActions,
};
