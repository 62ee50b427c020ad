import { types } from "../../compiler/2-bind/resolve-parameters.ts";
import { kindOfLists } from "../../compiler/2-bind/kind-of-lists.ts";
import type { View } from "../view.ts";
import { axesIn } from "./axes.ts";
import type { Ranked } from "./completion.ts";

const DOCS: ReadonlyMap<string, string> = new Map([
  ["map", "a tensor with height, width and channel"],
  ["vector", "a tensor with channel"],
  ["tensor", "a tensor; brackets hold axes that it must have"],
  ["int", "a whole number"],
  ["float", "a number"],
  ["bool", "true or false"],
  ["string", "a text"],
  ["block", "something to place"],
  ["model", "a network"],
  ["loss", "a loss"],
  ["run", "a trained run"],
  ["record", "a record"],
  ["axis", "the name of an axis"],
  ["boxes", "objects of a picture: `box`, `valid`, `class`"],
]);

/** Types of parameters, and axes as the types of indices into them. */
export const typesAt = (view: View): readonly Ranked[] => {
  const { item } = view;
  // A model's inputs have sizes.
  const sized = item?.kind === "Declaration" && item.keyword === "model" && !kindOfLists(item).placing;
  const words = types.map((name, index) => ({
    completion: { name, what: "type" as const, detail: DOCS.get(name) ?? "type" },
    rank: (["map", "tensor", "int", "float", "block"].includes(name) ? 0 : 1) + index / 100,
  }));
  const input = {
    completion: {
      name: "map[32, 32, 3]",
      what: "type" as const,
      detail: "pictures",
      snippet: "map[${1:32}, ${2:32}, ${3:3}]",
    },
    rank: -1,
  };
  const indices = [...axesIn(view)].map(([name, uses]) => ({
    completion: { name, what: "axis" as const, detail: `an index into ${name}` },
    rank: 2,
    uses,
  }));
  return [...(sized ? [input] : []), ...words, ...indices];
};
