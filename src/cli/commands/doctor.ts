import { availableParallelism } from "node:os";
import { command, type CommandContext } from "../command.ts";
import type { Finding } from "../doctor/finding.ts";
import { lookAtEngine, openTried } from "../doctor/look-at-engine.ts";
import { configFolders, lookAtConfig, lookAtData, lookAtLibrary, lookAtWriting } from "../doctor/look-at-folders.ts";
import { lookAtCores, lookAtMemory, lookAtNode, memoryHere } from "../doctor/look-at-machine.ts";
import { lookAtPictures, lookAtTensorFlow, versionHere } from "../doctor/look-at-packages.ts";
import { exit } from "../exit.ts";
import { version } from "../version.ts";

/** `kesc doctor`: whether everything that kesc needs is here, and what to do where it isn't. */
export const doctor = command({
  name: "doctor",
  summary: "say whether this machine has all that kesc needs",
  details:
    "Looks at Node, the processor and memory, TensorFlow.js and the engine (which it starts), the configuration, the library, data and the " +
    "folders that are written to. Ends with 1 where something can't work; hints alone end with 0. It writes nothing.",
  arguments: {},
  options: { json: { kind: "flag", doc: "print the findings as JSON" } },
  examples: ["kesc doctor", { line: "kesc doctor --json", does: "for a report" }],
  async run({ json }, ctx) {
    const findings = await lookAtAll(ctx);
    const has = (verdict: Finding["verdict"]): boolean => findings.some((finding) => finding.verdict === verdict);
    const isHindered = has("hindrance");
    const ending = has("hint") ? "Everything can work; the hints (!) tell what could be better." : "All is there.";
    if (json) await ctx.out.line(JSON.stringify({ version: 1, kesc: version, findings }, undefined, 2));
    else for (const finding of findings) await print(finding, ctx);
    if (!json) await ctx.out.line(isHindered ? "Something can't work as it is." : ending);
    return isHindered ? exit.findings : exit.clean;
  },
});

const lookAtAll = async (ctx: CommandContext): Promise<readonly Finding[]> => {
  const { finding: configuration, config } = await lookAtConfig(() => ctx.config());
  const folders = config
    ? [
        await lookAtData(config.data, ctx.cwd),
        ...(await Promise.all(configFolders(config).map(([what, folder]) => lookAtWriting(what, folder, ctx.cwd)))),
      ]
    : [];
  return [
    lookAtNode(process.version),
    lookAtCores(availableParallelism()),
    lookAtMemory(memoryHere()),
    await lookAtTensorFlow(versionHere),
    await lookAtEngine(config?.engine ?? "wasm", openTried),
    await lookAtPictures(async () => (await import("../../runtime/data/pictures/open-decoder.ts")).openDecoder()),
    configuration,
    lookAtLibrary(ctx.cwd),
    ...folders,
  ];
};

const print = async ({ verdict, what, found, advice }: Finding, { out, paint }: CommandContext): Promise<void> => {
  const sign = { fine: paint.green("✓"), hint: paint.yellow("!"), hindrance: paint.red("✗") }[verdict];
  await out.line(`${sign} ${paint.bold(what.padEnd(13))}  ${found}`);
  for (const line of advice) await out.line(`${" ".repeat(17)}${paint.dim("try:")} ${line}`);
};
