import manifest from "../../package.json" with { type: "json" };

/** Of the package `kesc`. */
export const version: string = manifest.version;
