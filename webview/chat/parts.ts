/** What the page has beside the messages: it is loaded while these are asked for. */
import './bars/filterBar';
import './bars/findBar';
import './join/joinForm';
import './sections/inviteSection';
import './sections/settingsSection';
