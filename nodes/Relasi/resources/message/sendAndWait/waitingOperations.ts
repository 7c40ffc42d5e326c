import { sendAndWait } from './ask';
import { steps } from './steps';

/** What runs as code of its own, all items at once: n8n's declarative engine cannot wait. */
export const waitingOperations = { sendAndWait, ...steps };
