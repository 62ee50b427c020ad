import type { Num } from "../../base/number.ts";
import type { Source, Span } from "../../base/source.ts";

/**
 * The tree of one file, as the grammar of `docs/language.md` has it. Every node knows its span. Where the parser had to guess,
 * an expression is `Missing`: whoever meets one stays silent, for it has been reported.
 */
export interface File {
  readonly kind: "File";
  readonly span: Span;
  readonly source: Source;
  readonly items: readonly Item[];
  /** All comments in order, doc comments too. */
  readonly comments: readonly Comment[];
}

export interface Comment {
  readonly kind: "Comment";
  readonly span: Span;
  readonly form: "line" | "block" | "doc";
  /** As written, markers included. */
  readonly text: string;
}

export type Item = Import | Declaration | Recipe | Expect | Published | Binding | Unpack;

/** An identifier as written; `text` is in NFC. */
export interface Name {
  readonly kind: "Name";
  readonly span: Span;
  readonly text: string;
}

export interface Import {
  readonly kind: "Import";
  readonly span: Span;
  readonly names: readonly Name[];
  readonly from: StringLiteral;
}

/** `block Grouped(G: int)(x: map) = …`, or with statements in braces. */
export interface Declaration {
  readonly kind: "Declaration";
  readonly span: Span;
  readonly keyword: "block" | "fn" | "model" | "loss";
  readonly name: Name;
  /** None, one or two; which is which follows from the types (rule 1). */
  readonly lists: readonly ParameterList[];
  readonly body: Body | Expression;
  /** The doc comment's text without its markers. */
  readonly doc?: string;
}

/** `train Name(…) = run`, or `train Name(…) extends Parent(…) { fields }`. */
export interface Recipe {
  readonly kind: "Recipe";
  readonly span: Span;
  readonly name: Name;
  readonly list?: ParameterList;
  readonly value?: Expression;
  readonly parent?: { readonly name: Name; readonly arguments?: ArgumentList };
  readonly fields?: readonly Binding[];
  readonly doc?: string;
}

export interface ParameterList {
  readonly kind: "ParameterList";
  readonly span: Span;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly kind: "Parameter";
  readonly span: Span;
  readonly name: Name;
  readonly type: Type;
  readonly default?: Expression;
  readonly doc?: string;
}

export type Type = ListType | NamedType | ChoiceType | Missing;

/** `[map]` */
export interface ListType {
  readonly kind: "ListType";
  readonly span: Span;
  readonly element: Type;
}

/** `int`, `map[32, 32, 3]`, `tensor[anchor, coord]`, `class`, `word[token]` */
export interface NamedType {
  readonly kind: "NamedType";
  readonly span: Span;
  readonly name: Name;
  readonly arguments?: readonly Argument[];
}

/** `code | paper` */
export interface ChoiceType {
  readonly kind: "ChoiceType";
  readonly span: Span;
  readonly names: readonly Name[];
}

export interface Body {
  readonly kind: "Body";
  readonly span: Span;
  readonly statements: readonly Statement[];
}

export type Statement = Return | Require | Expect | Unpack | Binding | Output | Tap | Term | Share;

export interface Return {
  readonly kind: "Return";
  readonly span: Span;
  readonly value: Expression;
}

/** `require c, "…"` is an error where c is false; `warn c, "…"` a warning where c is true. */
export interface Require {
  readonly kind: "Require";
  readonly span: Span;
  readonly keyword: "require" | "warn";
  readonly condition: Expression;
  readonly message?: Expression;
}

/** `expect value within tolerance of reference` */
export interface Expect {
  readonly kind: "Expect";
  readonly span: Span;
  readonly value: Expression;
  readonly within?: Expression;
  readonly of?: Expression;
}

/** `published params(M) = 2238.6K` */
export interface Published {
  readonly kind: "Published";
  readonly span: Span;
  readonly subject: Expression;
  readonly value: Expression;
}

/** `name = value`; in recipes also `optimizer.lr = value`. */
export interface Binding {
  readonly kind: "Binding";
  readonly span: Span;
  readonly path: readonly Name[];
  readonly value: Expression;
  readonly doc?: string;
}

/** `{ a, b } = record` */
export interface Unpack {
  readonly kind: "Unpack";
  readonly span: Span;
  readonly names: readonly Name[];
  readonly value: Expression;
}

export interface Output {
  readonly kind: "Output";
  readonly span: Span;
  readonly names: readonly Name[];
  readonly forTraining: boolean;
}

export interface Tap {
  readonly kind: "Tap";
  readonly span: Span;
  readonly names: readonly Name[];
}

export interface Term {
  readonly kind: "Term";
  readonly span: Span;
  readonly binding: Binding;
}

export interface Share {
  readonly kind: "Share";
  readonly span: Span;
  readonly binding: Binding;
}

export type Expression =
  | Chain
  | RecordLiteral
  | If
  | For
  | Table
  | Binary
  | Unary
  | Range
  | Call
  | Member
  | Index
  | Parenthesized
  | Reference
  | NumberLiteral
  | StringLiteral
  | BoolLiteral
  | NoneLiteral
  | ListLiteral
  | Missing;

/** `head -> step -> step` */
export interface Chain {
  readonly kind: "Chain";
  readonly span: Span;
  readonly head: Expression;
  readonly steps: readonly Step[];
}

export interface RecordLiteral {
  readonly kind: "Record";
  readonly span: Span;
  readonly fields: readonly RecordField[];
}

/** `a = value`, or `a` for `a = a`. */
export interface RecordField {
  readonly kind: "RecordField";
  readonly span: Span;
  readonly name: Name;
  readonly value?: Expression;
}

export interface If {
  readonly kind: "If";
  readonly span: Span;
  readonly condition: Expression;
  readonly then: Expression;
  /** Absent: an error that the parser has reported. */
  readonly otherwise?: Expression;
}

export interface For {
  readonly kind: "For";
  readonly span: Span;
  readonly pattern: Pattern;
  readonly list: Expression;
  readonly body: Expression;
}

/** `k`, or `(a, b)` */
export interface Pattern {
  readonly kind: "Pattern";
  readonly span: Span;
  readonly names: readonly Name[];
  readonly parenthesized: boolean;
}

/** Rows have as many cells as there are columns; the parser has reported others and filled up with `Missing`. */
export interface Table {
  readonly kind: "Table";
  readonly span: Span;
  readonly columns: readonly Name[];
  readonly rows: readonly (readonly Expression[])[];
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "%" | "^" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "and" | "or";

export interface Binary {
  readonly kind: "Binary";
  readonly span: Span;
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary {
  readonly kind: "Unary";
  readonly span: Span;
  readonly operator: "-" | "not";
  readonly operand: Expression;
}

/** `from..to by step`; `to` is excluded. */
export interface Range {
  readonly kind: "Range";
  readonly span: Span;
  readonly from: Expression;
  readonly to: Expression;
  readonly by?: Expression;
}

export interface Call {
  readonly kind: "Call";
  readonly span: Span;
  readonly callee: Expression;
  readonly arguments: ArgumentList;
}

export interface ArgumentList {
  readonly kind: "ArgumentList";
  readonly span: Span;
  readonly arguments: readonly Argument[];
}

/** `value`, or `name: value`. */
export interface Argument {
  readonly kind: "Argument";
  readonly span: Span;
  readonly name?: Name;
  readonly value: Expression;
}

export interface Member {
  readonly kind: "Member";
  readonly span: Span;
  readonly object: Expression;
  readonly name: Name;
}

/** `list[i]`, `x[channel: 0]`, `x[height: .. by 2, width: .. by 2]` */
export interface Index {
  readonly kind: "Index";
  readonly span: Span;
  readonly object: Expression;
  readonly slices: readonly Slice[];
}

/** With `at` one position, without a range whose ends may be open. */
export interface Slice {
  readonly kind: "Slice";
  readonly span: Span;
  readonly axis?: Name;
  readonly at?: Expression;
  readonly from?: Expression;
  readonly to?: Expression;
  readonly by?: Expression;
}

/** Kept for the formatter; means what is inside. */
export interface Parenthesized {
  readonly kind: "Parenthesized";
  readonly span: Span;
  readonly inner: Expression;
}

export interface Reference {
  readonly kind: "Reference";
  readonly span: Span;
  readonly name: Name;
}

export interface NumberLiteral {
  readonly kind: "Number";
  readonly span: Span;
  readonly value: Num;
  /** As written, without the unit. */
  readonly text: string;
  readonly unit?: "epochs" | "steps";
}

/** Parts alternate as written: text with escapes undone, and the expressions in braces. */
export interface StringLiteral {
  readonly kind: "String";
  readonly span: Span;
  /** As written, quotes included. */
  readonly text: string;
  readonly parts: readonly (string | Expression)[];
}

export interface BoolLiteral {
  readonly kind: "Bool";
  readonly span: Span;
  readonly value: boolean;
}

export interface NoneLiteral {
  readonly kind: "None";
  readonly span: Span;
}

/** `[1, 2]`, and where axes are made `[group: groups, member]`. */
export interface ListLiteral {
  readonly kind: "List";
  readonly span: Span;
  readonly items: readonly Argument[];
}

/** Something that should stand here and doesn't; reported where it was noticed. */
export interface Missing {
  readonly kind: "Missing";
  readonly span: Span;
}

export type Step = PlaceStep | IfStep | RepeatStep | FoldStep;

/** `f`, `f(…)`, `f(…)(…)`, `parts.head(64)`: a name with its suffixes, as an expression. */
export interface PlaceStep {
  readonly kind: "PlaceStep";
  readonly span: Span;
  readonly target: Expression;
}

/** Without `otherwise` what comes in passes on. */
export interface IfStep {
  readonly kind: "IfStep";
  readonly span: Span;
  readonly condition: Expression;
  readonly then: readonly Step[];
  readonly otherwise?: IfStep | readonly Step[];
}

export interface RepeatStep {
  readonly kind: "RepeatStep";
  readonly span: Span;
  readonly count: Expression;
  readonly steps: readonly Step[];
}

export interface FoldStep {
  readonly kind: "FoldStep";
  readonly span: Span;
  readonly keyword: "fold" | "scan";
  readonly pattern: Pattern;
  readonly list: Expression;
  readonly steps: readonly Step[];
}
