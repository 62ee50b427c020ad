import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");

export const tooMuchWork = diagnosticKind<{ limit: number }>({
  code: "KES3401",
  slug: "too-much-work",
  severity: "error",
  message: ({ limit }) => `this needs more than ${grouped(limit)} steps to elaborate`,
  help: () => ["look for a `repeat`, `for` or block that multiplies with another"],
  explanation:
    "Blocks, loops and conditions are evaluated when the file is compiled. Nested loops and blocks that place others several times can multiply to more placements than any network has; the compiler stops there rather than run on.",
  bad: `fn many(n: int) = sum(for a in 0..1000 { sum(for b in 0..1000 { n + a * b }) })
expect many(1) > 0`,
  good: `fn many(n: int) = sum(for a in 0..10 { sum(for b in 0..10 { n + a * b }) })
expect many(1) > 0`,
});

export const tooManyItems = diagnosticKind<{
  count: string;
  limit: number;
  what: string;
  items?: string;
}>({
  code: "KES3402",
  slug: "too-many-items",
  severity: "error",
  message: ({ count, limit, what, items = "items" }) =>
    `${what} has ${count} ${items}; at most ${grouped(limit)} are allowed`,
  explanation:
    "A list is made whole when the file is compiled, and so is each turn of a loop. A list of this length is a slip in its bounds. What stands within another counts with all that it holds, a record or kind as 32 besides, and a text by its characters.",
  bad: `expect sum(0..10000000) > 0`,
  good: `expect sum(0..100) == 4950`,
});

export const tensorTooLarge = diagnosticKind<{ shape: string; elements: string; limit: string }>({
  code: "KES3403",
  slug: "tensor-too-large",
  severity: "error",
  message: ({ shape, elements, limit }) =>
    `a tensor of ${shape} has ${elements} numbers for one picture; at most ${limit} are allowed`,
  help: () => ["look at the sizes that lead here: one of them is not what was meant"],
  explanation:
    "Every tensor of a graph must fit into memory. Above this limit no machine holds one, so the size is a mistake.",
  bad: `model Net(image: map[32, 32, 3]) {
  y = image -> conv(1, 1000000000)
  output y
}`,
  good: `model Net(image: map[32, 32, 3]) {
  y = image -> conv(1, 10)
  output y
}`,
});

export const nestedTooDeep = diagnosticKind<{ limit: number }>({
  code: "KES3404",
  slug: "placed-too-deep",
  severity: "error",
  message: ({ limit }) => `blocks are placed within one another more than ${limit} deep`,
  explanation:
    "A block may place other blocks, and those others. A chain of this length is not a network that a person reads; write a `repeat` or `fold` instead.",
  bad: "",
  good: "",
  untestable: "a file of 200 blocks, each placing the next",
});

export const notElaborated = diagnosticKind<{ name: string }>({
  code: "KES3499",
  slug: "not-elaborated",
  severity: "error",
  message: ({ name }) =>
    `\`${name}\` could not be elaborated, and the compiler does not say why: a bug of kesc, please report it`,
  explanation:
    "Every failure has a diagnostic of its own. Where none was given the compiler is at fault; this makes sure that nothing passes in silence.",
  bad: "",
  good: "",
  untestable: "no text is known that does this",
});

export const kinds = [
  notElaborated,
  tooMuchWork,
  tooManyItems,
  tensorTooLarge,
  nestedTooDeep,
] as readonly DiagnosticKind<never>[];
