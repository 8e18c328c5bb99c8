/** What the panel needs once somebody looks at a message, plots, writes or opens a socket: it is loaded behind the log. */
import './compose/composeForm';
import './details/messageDetails';
import './details/splitter';
import './find/findBar';
import './histogram/histogram';
import './keys/keyHelp';
import './plot/plotPane';
import './sockets/openSocketForm';
import './statistics/statisticsPane';
