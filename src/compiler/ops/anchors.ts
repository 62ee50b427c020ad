import { areKnown } from "./kit/check-axes.ts";
import { boxesAround } from "./kit/boxes-around.ts";
import { knownSize } from "./kit/dims.ts";
import { numbersIn } from "./kit/numbers-in.ts";
import { countParameter, tensorParameter } from "./kit/parameters.ts";
import type { Surface } from "./surface.ts";

const floats = { kind: "list", of: { kind: "float" } } as const;

const anchors: Surface = {
  name: "anchors",
  doc: "Boxes [left, top, right, bottom] in parts of the picture, around the centre of each position of one map, as a nested list of numbers: row by row, at each position for each ratio (width / height) one box of each scale, of area scale².",
  gives: { kind: "list" },
  parameters: [
    tensorParameter("features", "the map", ["height", "width"]),
    { name: "scales", doc: "in pixels of the picture", type: floats },
    { name: "ratios", doc: "of width to height", type: floats },
    countParameter("stride", "pixels of the picture from one position to the next", "16"),
  ],
  place: (args, ctx) => {
    const features = args.tensor("features");
    if (!areKnown(ctx, "features", features, ["height", "width"])) return undefined;
    const { dims } = features.type;
    const stride = args.float("stride") ?? 16;
    const [height, width] = [knownSize(dims, "height") * stride, knownSize(dims, "width") * stride];
    const extents = numbersIn(args.list("ratios") ?? []).flatMap((ratio) =>
      numbersIn(args.list("scales") ?? []).map((scale) => ({
        width: (scale * Math.sqrt(ratio)) / width,
        height: scale / Math.sqrt(ratio) / height,
      })),
    );
    return boxesAround(ctx, [{ map: features, extents }]);
  },
};

export const surfaces: readonly Surface[] = [anchors];
