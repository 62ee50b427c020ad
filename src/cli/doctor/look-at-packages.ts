import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { fine, hindrance, hint, type Finding } from "./finding.ts";

/** All of one version: TensorFlow.js keeps kernels and backends in one table for all of them. */
const TENSORFLOW = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm", "@tensorflow/tfjs-backend-cpu"] as const;

/** The version of an installed package, or undefined where it can't be found. */
export type VersionOf = (name: string) => Promise<string | undefined>;

export const versionHere: VersionOf = async (name) => {
  try {
    const path = createRequire(import.meta.url).resolve(`${name}/package.json`);
    return (JSON.parse(await readFile(path, "utf8")) as { readonly version?: string }).version;
  } catch {
    return undefined;
  }
};

export const lookAtTensorFlow = async (versionOf: VersionOf): Promise<Finding> => {
  const versions = await Promise.all(TENSORFLOW.map(async (name) => [name, await versionOf(name)] as const));
  const missing = versions.flatMap(([name, version]) => (version === undefined ? [name] : []));
  if (missing.length > 0)
    return hindrance("TensorFlow.js", `${missing.join(", ")} can't be found`, "npm install kesc", CHECK_WORKS);
  const [first, ...others] = versions.map(([, version]) => version);
  if (others.some((version) => version !== first)) {
    const shown = versions.map(([name, version]) => `${name} ${version}`).join(", ");
    return hindrance(
      "TensorFlow.js",
      `versions differ: ${shown}`,
      "npm dedupe, or delete node_modules and npm install",
    );
  }
  const native = await versionOf("@tensorflow/tfjs-node");
  return fine("TensorFlow.js", `${first}${native === undefined ? "" : `, tfjs-node ${native} beside it`}`);
};

const CHECK_WORKS = "check, params, graph and fmt work without";

/** What reads PNG and JPEG has a binary of its own for each system. `open` gives it, or says why it can't be had. */
export const lookAtPictures = async (open: () => Promise<object>): Promise<Finding> => {
  const opened = await open();
  return "problem" in opened
    ? hint(
        "pictures",
        `sharp can't be loaded: ${String(opened.problem)}`,
        "npm install sharp: pictures in files need it",
      )
    : fine("pictures", "sharp reads PNG and JPEG");
};
