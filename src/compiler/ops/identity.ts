import type { Surface } from "./surface.ts";

const identity: Surface = {
  name: "identity",
  doc: "x as it is: so that “with or without” can be a parameter of type `block`.",
  parameters: [{ name: "x", doc: "anything", type: { kind: "operand" } }],
  place: (args) => args.value("x"),
};

export const surfaces: readonly Surface[] = [identity];
