import type { Span } from "../base/source.ts";
import type { Node } from "../compiler/4-graph/graph.ts";
import type { LintContext } from "./context.ts";
import { showPlace, type LintedGraph } from "./graphs.ts";
import type { Finding } from "./rule.ts";

/** What a rule says of one node: nothing where it isn't concerned, false where all is well. */
export type Judgement = Omit<Finding, "at"> | false | undefined;

interface Place {
  readonly at: Span;
  readonly found: { readonly node: Node; readonly judgement: Omit<Finding, "at"> }[];
  /** Placements that the rule was asked about. */
  asked: number;
}

/**
 * Asks a rule about each node of the graphs. A place in the text is reported once, with how many of its placements are meant; its
 * fix is offered only where all of them are.
 */
export const judgePlaces = (
  { graphs, module }: LintContext,
  judge: (node: Node, graph: LintedGraph) => Judgement,
): readonly Finding[] => {
  const places = new Map<string, Place>();
  for (const graph of graphs)
    for (const node of graph.fresh) {
      const { span: at } = node.origin;
      if (at.source.path !== module.source.path) continue;
      const judgement = judge(node, graph);
      if (judgement === undefined) continue;
      const key = `${at.start} ${at.end}`;
      const place = places.get(key) ?? { at, found: [], asked: 0 };
      places.set(key, place);
      place.asked++;
      if (judgement) place.found.push({ node, judgement });
    }
  return [...places.values()].flatMap(findingAt);
};

const findingAt = ({ at, found, asked }: Place): readonly Finding[] => {
  const [first] = found;
  if (!first) return [];
  const { fixes = [], notes = [], ...rest } = first.judgement;
  const many = asked > 1 ? [`so in ${counted(found.length, asked)}, first in ${showPlace(first.node)}`] : [];
  const where = asked === 1 ? [`in ${showPlace(first.node)}`] : many;
  return [{ at, ...rest, notes: [...notes, ...where], fixes: found.length === asked ? fixes : [] }];
};

const counted = (found: number, asked: number): string =>
  found === asked ? `all ${asked} placements` : `${found} of ${asked} placements`;
