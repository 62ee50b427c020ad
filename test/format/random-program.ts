import fc from "fast-check";

/** Draws from fast-check, so that a failing text can be shrunk. */
type Draw = <T>(arbitrary: () => fc.Arbitrary<T>) => T;

interface Pen {
  readonly below: (n: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly many: (least: number, most: number, make: (i: number) => string) => string[];
}

const NAMES = [
  "x",
  "y",
  "stem",
  "group1",
  "a_rather_long_name_of_a_binding",
  "data",
  "train",
  "model",
  "output",
  "epochs",
  "constructor",
  "__proto__",
  "blockA",
  "教师",
  "cafe\u0301",
  "tap",
];
const AXES = ["channel", "height", "width", "class", "batch"];
const NUMBERS = [
  "1",
  "0",
  "16",
  "2_243_546",
  "1e-3",
  ".5",
  "0.5",
  "5%",
  "2238.6K",
  "26.5M",
  "60 epochs",
  "1 step",
  "500  steps",
];
const STRINGS = ['"a"', '"depth {x} and {y + 1}"', '"// no comment"', '"\\"\\{\\\\"', '"./file"', '"/* neither */"'];
const BINARY = ["+", "-", "*", "/", "^", " % ", " == ", " != ", " < ", ">=", " and ", " or ", "  >  "];

/**
 * Texts of the language by its grammar, with blanks, line ends, comments and columns thrown in wherever they are allowed. Names
 * and types make no sense: only the parser will see them.
 */
export const randomProgram = (): fc.Arbitrary<string> =>
  fc.gen().map((draw) => {
    const text = program(penOf((arbitrary) => draw(arbitrary)));
    return text;
  });

const penOf = (draw: Draw): Pen => {
  const below = (n: number): number => draw(() => fc.nat(n - 1));
  const pen: Pen = {
    below,
    chance: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)]!,
    many: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, (_, i) => make(i)),
  };
  return pen;
};

/** Between two tokens on one line. */
const blank = (pen: Pen): string => (pen.chance(85) ? " " : pen.pick(["", "  ", "    ", " /* c */ ", "\t"]));
/** Between two words. */
const gap = (pen: Pen): string => (pen.chance(85) ? " " : pen.pick(["  ", "     ", " /* c */ ", "\t"]));
/** Where a line's end changes nothing. */
const loose = (pen: Pen): string =>
  pen.chance(80)
    ? blank(pen)
    : pen.pick([
        "\n",
        "\n\n",
        " // c\n",
        "\n  // own line\n  ",
        "\n/* own\n   block */\n",
        "  /* b */\n",
        " // c\n\n// d\n",
        "\n/// stray\n",
      ]);
/** A line's end that counts. */
const lineEnd = (pen: Pen): string =>
  pen.pick([
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n\n\n",
    "   // trailing\n",
    " // trailing\n",
    "\n// own\n",
    "\n\n// own\n\n",
    " /* b */\n",
    "\n/* two\nlines */\n",
  ]);

const program = (pen: Pen): string => {
  const items = pen.many(0, 4, () => (pen.chance(20) ? "/// Documents.\n" : "") + item(pen));
  return (
    (pen.chance(10) ? "// first\n\n" : "") +
    items.map((text) => text + lineEnd(pen)).join("") +
    (pen.chance(10) ? "// last" : "")
  );
};

const name = (pen: Pen): string => pen.pick(NAMES);

const item = (pen: Pen): string => {
  switch (pen.below(9)) {
    case 0:
      return `import {${loose(pen)}${pen.many(1, 4, () => name(pen)).join(`${loose(pen).replaceAll("/// stray", "// c")},${loose(pen)}`)}${blank(pen)}} from${gap(pen)}"./x"`;
    case 1:
    case 2:
    case 3:
      return declaration(pen);
    case 4:
      return `train ${name(pen)}${pen.chance(30) ? parameters(pen, 1) : ""}${blank(pen)}=${loose(pen)}${value(pen, 3)}`;
    case 5:
      return `train ${name(pen)}${gap(pen)}extends${gap(pen)}${name(pen)}${pen.chance(50) ? list(pen, 2) : ""}${blank(pen)}${fields(pen, 3)}`;
    case 6:
      return `expect ${expression(pen, 3)}${pen.chance(30) ? ` within ${pen.pick(["1e-6", "1% of x"])}` : ""}`;
    case 7:
      return `published ${name(pen)}${list(pen, 1)}${blank(pen)}=${loose(pen)}${expression(pen, 1)}`;
    default:
      return binding(pen, 3);
  }
};

const declaration = (pen: Pen): string => {
  const lists = pen.below(3);
  const header = `${pen.pick(["block", "fn", "model", "loss"])} ${name(pen)}${Array.from({ length: lists }, () => (pen.chance(15) ? loose(pen).replaceAll("/// stray", "// c") : "") + parameters(pen, 2)).join("")}`;
  return pen.chance(50) ? `${header}${blank(pen)}=${loose(pen)}${value(pen, 3)}` : `${header}${blank(pen)}${body(pen)}`;
};

const parameters = (pen: Pen, depth: number): string => {
  const made = pen.many(
    0,
    5,
    () =>
      `${pen.chance(5) ? "\n/// Says what it is.\n" : ""}${name(pen)}:${blank(pen)}${type(pen)}${pen.chance(40) ? ` =${blank(pen)}${value(pen, depth - 1)}` : ""}`,
  );
  return `(${loose(pen)}${made.join(`,${loose(pen)}`)}${made.length > 0 && pen.chance(15) ? "," : ""}${loose(pen)})`;
};

const type = (pen: Pen): string =>
  pen.pick([
    "int",
    "map",
    "map[32, 32, 3]",
    "tensor[anchor,coord]",
    "[[float]]",
    "code | paper",
    "[map]",
    "block",
    "word[token]",
  ]);

const body = (pen: Pen): string => {
  const statements = pen.many(0, 5, () => statement(pen));
  if (statements.length === 1 && pen.chance(50)) return `{ ${statements[0]} }`;
  return `{${pen.chance(20) ? " // opens" : ""}\n${statements.map((text) => `  ${text}${lineEnd(pen)}`).join("")}}`;
};

const statement = (pen: Pen): string => {
  switch (pen.below(12)) {
    case 0:
      return `return ${value(pen, 3)}`;
    case 1:
      return `${pen.pick(["require", "warn"])} ${expression(pen, 2)}${pen.chance(60) ? `,${loose(pen)}${pen.pick(STRINGS)}` : ""}`;
    case 2:
      return `expect ${expression(pen, 2)}`;
    case 3:
      return `{ ${pen.many(1, 3, () => name(pen)).join(", ")} }${blank(pen)}=${loose(pen)}${value(pen, 3)}`;
    case 4:
      return `output ${pen.many(1, 3, () => name(pen)).join(`${blank(pen)},${blank(pen)}`)}${pen.chance(30) ? " for training" : ""}`;
    case 5:
      return `tap ${pen.many(1, 3, () => name(pen)).join(", ")}`;
    case 6:
      return `term ${binding(pen, 3)}`;
    case 7:
      return `share ${binding(pen, 2)}`;
    default:
      return binding(pen, 3);
  }
};

const binding = (pen: Pen, depth: number): string => `${name(pen)}${blank(pen)}=${loose(pen)}${value(pen, depth)}`;

const fields = (pen: Pen, depth: number): string => {
  const made = pen.many(
    0,
    4,
    () => `${pen.pick(["model", "batch", "optimizer.lr", "seed"])}${blank(pen)}=${blank(pen)}${value(pen, depth)}`,
  );
  return pen.chance(50)
    ? `{ ${made.join(", ")} }`
    : `{\n${made.map((text) => `  ${text}${pen.chance(30) ? "," : ""}${lineEnd(pen)}`).join("")}}`;
};

/** A chain, or what may stand in its place. */
const value = (pen: Pen, depth: number): string => {
  const head = depth > 0 && pen.chance(25) ? block(pen, depth - 1) : expression(pen, depth);
  if (depth <= 0 || pen.chance(50)) return head;
  return (
    head + pen.many(1, pen.chance(20) ? 9 : 3, () => `${loose(pen)}->${loose(pen)}${step(pen, depth - 1)}`).join("")
  );
};

const block = (pen: Pen, depth: number): string => {
  switch (pen.below(4)) {
    case 0:
      return record(pen, depth);
    case 1:
      return `if ${expression(pen, 1)} {${loose(pen)}${value(pen, depth)}${loose(pen)}}${loose(pen)}else${gap(pen)}${
        pen.chance(25)
          ? `if ${expression(pen, 1)} { ${value(pen, depth)} } else { ${value(pen, depth)} }`
          : `{${loose(pen)}${value(pen, depth)}${loose(pen)}}`
      }`;
    case 2:
      return `for ${pattern(pen)} in ${expression(pen, 1)} {${loose(pen)}${value(pen, depth)}${loose(pen)}}`;
    default:
      return table(pen);
  }
};

const pattern = (pen: Pen): string => pen.pick(["k", "(a, b)", "( a ,b)"]);

const record = (pen: Pen, depth: number): string => {
  const made = pen.many(0, 3, () =>
    pen.chance(30) ? name(pen) : `${name(pen)}${blank(pen)}=${blank(pen)}${value(pen, depth)}`,
  );
  return pen.chance(60)
    ? `{ ${made.join(", ")} }`
    : `{\n${made.map((text) => `${text}${pen.chance(70) ? "," : ""}${lineEnd(pen)}`).join("")}}`;
};

const table = (pen: Pen): string => {
  const columns = 1 + pen.below(4);
  const row = (cell: () => string): string =>
    Array.from({ length: columns }, cell).join(pen.pick([" | ", "|", "   | "]));
  const names = ["path", "rate", "c", "教"].slice(0, columns);
  const cell = (): string =>
    pen.pick([...NUMBERS, ...STRINGS, "true", "[1, 2]", "-1", "1/2", "x.y", "(x -> f)", "教师"]);
  return `table {${pen.chance(10) ? " // opens" : ""}\n${names.join(" | ")}${pen.many(0, 4, () => lineEnd(pen) + row(cell)).join("")}\n}`;
};

const step = (pen: Pen, depth: number): string => {
  if (depth <= 0 || pen.chance(65))
    return (
      pen.pick(["relu", "conv", "batch_norm", "parts.head", "heads[1]"]) +
      (pen.chance(60) ? list(pen, depth) : "") +
      (pen.chance(10) ? list(pen, 0) : "")
    );
  const steps = (): string =>
    `{${loose(pen)}${step(pen, depth - 1)}${pen.many(0, 2, () => `${loose(pen)}->${blank(pen)}${step(pen, depth - 1)}`).join("")}${loose(pen)}}`;
  switch (pen.below(4)) {
    case 0:
      return `if ${expression(pen, 1)} ${steps()}${pen.chance(60) ? `${loose(pen)}else ${pen.chance(30) ? `if ${expression(pen, 1)} ${steps()}` : steps()}` : ""}`;
    case 1:
      return `repeat(${expression(pen, 1)}) ${steps()}`;
    default:
      return `${pen.pick(["fold", "scan"])} ${pattern(pen)} in ${expression(pen, 1)} ${steps()}`;
  }
};

const list = (pen: Pen, depth: number): string => {
  const made = pen.many(
    0,
    pen.chance(10) ? 8 : 3,
    () => (pen.chance(40) ? `${pen.pick(AXES)}:${blank(pen)}` : "") + value(pen, depth - 1),
  );
  return `(${loose(pen)}${made.join(`${blank(pen)},${loose(pen)}`)}${made.length > 0 && pen.chance(15) ? "," : ""}${loose(pen)})`;
};

const expression = (pen: Pen, depth: number): string => {
  if (depth <= 0) return pen.pick([...NUMBERS, ...NAMES, "true", "none", "-inf", "false"]);
  switch (pen.below(12)) {
    case 0:
    case 1:
      return pen
        .many(2, 4, () => expression(pen, depth - 1))
        .reduce((left, right) => {
          const operator = pen.pick(BINARY);
          // A comparison takes no second one, and the remainder sign stands between blanks.
          return `(${left}${operator.includes("%") ? " " : loose(pen)}${operator}${operator.includes("%") ? " " : loose(pen)}${right})`;
        });
    case 2:
      return `${expression(pen, 0)} ${pen.pick(["+", "*", "-", "/"])} ${expression(pen, depth - 1)}`;
    case 3:
      return `(${pen.pick(["-", "not ", "- "])}${expression(pen, depth - 1)})`;
    case 4:
      return `${name(pen)}${list(pen, depth - 1)}`;
    case 5:
      return `${name(pen)}.${pen.pick(["channel", "class", "train"])}`;
    case 6:
      return `x[${loose(pen)}${pen.pick(["0", "-1", "channel: 0", "height: .. by 2", "half..", "..n", "..", "1..3", "0.. .5", "a..b by -1, width: .. by stride"])}${loose(pen)}]`;
    case 7:
      return `(${loose(pen)}${value(pen, depth - 1)}${loose(pen)})`;
    case 8:
      return `[${loose(pen)}${pen.many(0, pen.chance(20) ? 30 : 4, () => (pen.chance(10) ? "group: " : "") + value(pen, depth - 2)).join(`,${loose(pen)}`)}${loose(pen)}]`;
    case 9:
      return `0.. ${expression(pen, 0)}${pen.chance(30) ? " by 2" : ""}`;
    case 10:
      return pen.pick(STRINGS);
    default:
      return expression(pen, 0);
  }
};
