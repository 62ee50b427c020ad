/** Preloaded into a process: writes the most memory that it ever held, in bytes, to the file that `KES_MEMORY` names. */
import { writeFileSync } from "node:fs";

process.on("exit", () => writeFileSync(process.env.KES_MEMORY, String(process.resourceUsage().maxRSS * 1024)));
