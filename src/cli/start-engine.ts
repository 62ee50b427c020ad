import type { Engine, EngineName } from "../runtime/engines/engine.ts";
import { openEngine } from "../runtime/engines/open-engine.ts";
import type { CommandContext } from "./command.ts";
import { Failure } from "./failure.ts";

/** The engine that was asked for; else the preferred one, and where that doesn't start, `cpu`, which is told. */
export const startEngine = async (
  asked: EngineName | undefined,
  preferred: EngineName,
  { talk }: Pick<CommandContext, "talk">,
): Promise<Engine> => {
  const name = asked ?? preferred;
  try {
    return await openEngine(name);
  } catch (error) {
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    const doctor = "`kesc doctor` looks at what it needs";
    if (name === "cpu") throw new Failure(`the engine cpu doesn't start: ${reason}`, [doctor]);
    if (asked !== undefined)
      throw new Failure(`the engine ${name} doesn't start: ${reason}`, [
        doctor,
        "--engine cpu computes, too, but slowly",
      ]);
    await talk.line(`${name} doesn't start: ${reason}; cpu computes instead, many times slower`);
    return startEngine("cpu", "cpu", { talk });
  }
};
