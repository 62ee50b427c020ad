import type * as ast from "../../1-syntax/ast.ts";
import type { Node, Placement } from "../../4-graph/graph.ts";
import { codesOf, outputsOf, type Item } from "./body.ts";
import { valuesIn } from "./code.ts";
import type { Fn } from "./functions.ts";
import { camelCase, commentText, freshName } from "./names.ts";
import { writeScope, type ScopeContext } from "./scope.ts";
import { networkShapesText, shapesText } from "./shapes.ts";

/** What all functions of a module know of each other. */
export interface FunctionNames {
  readonly names: ReadonlyMap<Fn, string>;
  readonly taken: ReadonlySet<string>;
}

type NameOf = (node: Node) => string;

/** How the network's own function ends: with a record of its results. */
export interface Ending {
  readonly result: (nameOf: NameOf) => string;
  /** Where some results are for training only: the nodes of the others, and how it ends with those. */
  readonly early?: { readonly nodes: readonly Node[]; readonly result: (nameOf: NameOf) => string };
}

/** What the module's own functions, of the network and its losses, have that blocks have not. */
export interface Main {
  readonly ending?: Ending;
  /** Instead of a parameter for each tensor that goes in: their names, and how each tensor is had from them. */
  readonly given?: {
    readonly parameters: readonly string[];
    readonly names: ReadonlyMap<Node, string>;
    readonly lists: ReadonlyMap<string, number>;
  };
}

/** Items that lead to the nodes, then the others. */
const sortFor = (
  items: readonly Item[],
  nodes: readonly Node[],
): { readonly first: readonly Item[]; readonly rest: readonly Item[] } => {
  const wanted = new Set(nodes);
  const first: Item[] = [];
  for (const item of items.toReversed()) {
    if (!outputsOf(item).some((node) => wanted.has(node))) continue;
    first.unshift(item);
    for (const node of codesOf(item).flatMap(valuesIn)) wanted.add(node);
  }
  return { first, rest: items.filter((item) => !first.includes(item)) };
};

/** A block as a function, doc comment first. */
export const functionText = (fn: Fn, { names, taken }: FunctionNames, { ending, given }: Main = {}): string => {
  const body = fn.bodies[0]!;
  const forced = new Set<Item>();
  // Each round may find a line that is too long and ask for one more statement.
  for (let before = -1; ;) {
    const scope = new Set([...taken, ...fn.parameters.map(({ name }) => name), ...(given?.parameters ?? [])]);
    const inputs = given ? [] : inputNames(fn).map((name) => freshName(name, scope, "_"));
    const ctx: ScopeContext = {
      fn,
      root: body.root,
      functionName: (callee) => ({
        name: names.get(callee as Fn)!,
        parameters: (callee as Fn).parameters.map(({ name }) => name),
      }),
      taken: scope,
      names: new Map(given?.names ?? body.inputs.map((node, i) => [node, inputs[i]!])),
      lists: new Map(given?.lists ?? []),
      forced,
    };
    const nameOf = (node: Node): string => ctx.names.get(node)!;
    const { first, rest } = sortFor(fn.items, ending?.early?.nodes ?? body.outputs);
    const early = ending?.early && rest.length > 0 ? ending.early : undefined;
    const lines = writeScope(ctx, {
      items: [...first, ...rest],
      ...(early
        ? { between: { after: first.length, text: () => `if (!training) return ${early.result(nameOf)};` } }
        : {}),
      wanted: body.outputs,
      targets: new Map(),
      mutable: new Map(inputs.map((name, i) => [name, [body.inputs[i]!]])),
      inlineResult: ending === undefined && body.outputs.length === 1,
    });
    if (forced.size !== before) {
      before = forced.size;
      if (before > 0) continue;
    }
    const result = ending
      ? ending.result(nameOf)
      : body.outputs.length === 1
        ? nameOf(body.outputs[0]!)
        : `[${body.outputs.map(nameOf).join(", ")}]`;
    return assemble(
      docText(fn, ending),
      fn,
      names.get(fn)!,
      [...(given?.parameters ?? inputs), ...(body.ownsWeights ? ["w"] : [])],
      lines,
      result,
    );
  }
};

const assemble = (
  doc: string,
  fn: Fn,
  name: string,
  inputs: readonly string[],
  lines: readonly string[],
  result: string,
): string => {
  const parameters = fn.parameters.map((one) =>
    one.default === undefined ? one.name : `${one.name} = ${one.default}`,
  );
  const optional = fn.parameters.every((one) => one.default !== undefined);
  const options = parameters.length === 0 ? [] : [`{ ${parameters.join(", ")} }${optional ? " = {}" : ""}`];
  const head = [...inputs, ...options].join(", ");
  const short = `const ${name} = (${head}) => ${result};`;
  if (lines.length === 0 && !result.startsWith("{") && short.length <= 116) return `${doc}\n${short}`;
  const statements = result === "" ? lines : [...lines, `return ${result};`];
  return [
    doc,
    `function ${name}(${head}) {`,
    ...statements.flatMap((line) => line.split("\n")).map((line) => `  ${line}`),
    "}",
  ].join("\n");
};

const docText = (fn: Fn, ending: Ending | undefined): string => {
  const { placement, inputs } = fn.bodies[0]!;
  const doc = docOf(placement);
  if (placement.sort === "loss") return `/** ${doc === "" ? placement.title : doc}  → a number */`;
  const shapes = ending ? networkShapesText(inputs, ending.result) : shapesText(fn);
  const line = `/** ${[...(doc === "" ? [] : [doc]), shapes].join("  ")} */`;
  return line.length <= 118 || doc === "" ? line : `/** ${doc}\n *  ${shapes} */`;
};

const declarationOf = ({ declaration }: Placement): ast.Declaration | undefined => {
  const candidate = declaration as Partial<ast.Declaration>;
  return typeof declaration === "object" && candidate.kind === "Declaration"
    ? (candidate as ast.Declaration)
    : undefined;
};

const LONG = 90;

/** A long doc comment's first sentence. */
export const docOf = (placement: Placement): string => {
  const doc = commentText(declarationOf(placement)?.doc ?? "");
  return doc.length <= LONG ? doc : (/^.{12,}?[.](?= \p{Lu})/u.exec(doc)?.[0] ?? doc);
};

const numberTypes = new Set(["int", "float", "bool", "string", "block", "record", "axis", "part"]);

/** The declared names of the tensors that go in, where they can be told; letters otherwise. */
const inputNames = (fn: Fn): readonly string[] => {
  const { placement, inputs } = fn.bodies[0]!;
  const parameters = declarationOf(placement)?.lists.at(-1)?.parameters ?? [];
  const tensors = parameters.filter(({ type }) => type.kind === "NamedType" && !numberTypes.has(type.name.text));
  const declared = placement.inputs.length === tensors.length ? tensors : [];
  const letters = ["x", "y", "z", "u", "v"];
  return inputs.map((node, i) => {
    const at = placement.inputs.indexOf(node);
    const name = declared[at]?.name.text ?? (node.op === "input" ? (node.attributes.name as string) : letters[i]);
    return name === undefined ? `x${i + 1}` : camelCase(name);
  });
};
