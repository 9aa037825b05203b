/** The worker that shows alerts to readers who follow a story. A browser has it from their own press on, and not before. */

import { listenForAlerts } from "./alerts";
import type { WorkerScope } from "./scope";

listenForAlerts(self as unknown as WorkerScope);
