/**
 * Push: what the worker does when the newsroom tells somebody something while no page of the desk is open.
 */

import type { WorkerScope } from "./scope";

export function listenForPush(_scope: WorkerScope): void {}
