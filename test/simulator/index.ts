export { startSimulator, Simulator } from './simulator';
export type { Delivery, Settings, SimulatorOptions } from './options';
export type { Fault, FaultKind, Mixed } from './http/faults';
export type { LoggedRequest } from './http/requestLog';
export type { Conversation } from './inbox/rows';
export type { DriftOrder } from './inbox/drift';
export { connectSimulator } from './client';
export type { RemoteSimulator } from './client';
