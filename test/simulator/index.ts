export { startSimulator, Simulator } from './simulator';
export type { Delivery, Settings, SimulatorOptions } from './options';
export type { Fault, FaultKind, FaultMatch, Mixed } from './http/faults';
export type { LoggedRequest } from './http/requestLog';
export type { Channel, Contact, Conversation, MediaFile, Message } from './inbox/rows';
export type { DriftOrder } from './inbox/drift';
export { Inbox } from './inbox/inbox';
export type { NewChannel, NewContact, NewConversation, NewMessage } from './inbox/newRows';
