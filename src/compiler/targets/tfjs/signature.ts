import type { Node } from "../../4-graph/graph.ts";
import { outputsOf, type Body, type Item } from "./body.ts";
import type { Code } from "./code.ts";

/**
 * A body's structure as text: equal for placements that differ only in numbers. Nodes are called by what they are to the body,
 * weights by their path beneath its root, called functions by their place in `functions`.
 */
export const signatureOf = (body: Body, items: readonly Item[], functions: readonly object[]): string => {
  const names = new Map<Node, string>();
  body.inputs.forEach((node, i) => names.set(node, `x${i}`));
  const relative = (path: string): string => (body.root === "" ? path : path.slice(body.root.length + 1));

  const codeText = (code: Code): string => {
    switch (code.kind) {
      case "value":
        return names.get(code.node) ?? `?${code.node.id}`;
      case "weight":
        return `w(${relative(code.path)})`;
      case "number":
        return `#${typeof code.value === "number" ? "" : `[${code.value.length}]`}`;
      case "text":
        return JSON.stringify(code.text);
      case "list":
        return `[${code.items.map(codeText).join()}]`;
      case "options":
        return `{${code.fields.map(({ name, value }) => `${name}:${codeText(value)}`).join()}}`;
      case "call":
        return `${code.from}.${code.callee}(${code.arguments.map(codeText).join()})`;
      case "lambda":
        return `${code.parameter}=>${codeText(code.body)}`;
      case "conditional":
        return `w(${relative(code.path)})?${codeText(code.then)}:${codeText(code.otherwise)}`;
      case "element":
        return `one of [${code.of.map(codeText).join()}]`;
      case "counted":
        return `w(${relative(code.path.map((part) => (typeof part === "string" ? part : `<${part.start}+${part.step}>`)).join(""))})`;
    }
  };
  const itemText = (item: Item, prefix: string): string => {
    if (item.kind === "node") return codeText(item.code);
    if (item.kind === "call") {
      const parts = [...item.arguments, ...(item.weights ? [item.weights] : []), ...(item.numbers ?? [])].map(codeText);
      return `${functions.indexOf(item.callee!)}(${parts.join()})->${item.outputs.length}`;
    }
    const firsts = item.carried.map(({ first }) => codeText(first));
    item.carried.forEach(({ value }, i) => names.set(value, `${prefix}c${i}`));
    const inner = item.items.map((one, i) => walk(one, `${prefix}${i}.`));
    return `loop(${firsts.join()}){${inner.join(";")}}->${item.carried.map(({ next }) => names.get(next)).join()},${item.collected.map(({ of }) => names.get(of)).join()}`;
  };
  const walk = (item: Item, prefix: string): string => {
    const text = itemText(item, prefix);
    outputsOf(item).forEach((node, i) => names.set(node, names.get(node) ?? `${prefix}v${i}`));
    return text;
  };
  const texts = items.map((item, i) => walk(item, `${i}.`));
  return `${body.inputs.length}|${texts.join(";")}|${body.outputs.map((node) => names.get(node)).join()}`;
};
