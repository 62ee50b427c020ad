import { CstParser, type IParserErrorMessageProvider, type IToken } from "chevrotain";
import type { Token } from "./scan.ts";
import * as t from "./tokens.ts";

/**
 * What a rule read: tokens and other rules' nodes, in order. Leaner than Chevrotain's own tree, which sorts children by name,
 * loses their order and costs three times as much.
 */
export interface SyntaxNode {
  readonly rule: string;
  readonly children: (SyntaxNode | Token)[];
}

export const isToken = (child: SyntaxNode | Token): child is Token => "tokenTypeIdx" in child;

/** What the parser wanted, for `messages.ts`: Chevrotain's own sentences are for the authors of grammars. */
const silent: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.name,
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: () => "",
  buildEarlyExitMessage: () => "",
};

const w = t.word;

/**
 * The grammar of kes. There are no actions; the tree is given a meaning in `src/compiler/1-syntax`. Strong LL(2). Precedence is
 * not in the rules: `expression` is a flat list of operands and operators, which the tree's builder folds, because fifteen rules
 * for each operand cost four fifths of the time. Recovery isn't here either: `src/compiler/1-syntax/recover.ts` splits a broken
 * declaration into its statements and has each read by itself.
 *
 * The comment above each rule is its EBNF; `scripts/generate-grammar.ts` collects them. `NL` is a line end that `newlines.ts` kept.
 */
export class KesParser extends CstParser {
  // Chevrotain's hooks for building trees, replaced for speed and order. They are called by name, so the names are theirs.
  protected cstInvocationStateUpdate(rule: string): void {
    this.stack.push({ rule, children: [] });
  }
  protected cstFinallyStateUpdate(): void {
    this.stack.pop();
  }
  protected cstPostTerminal(_key: string, token: IToken): void {
    this.stack[this.stack.length - 1]!.children.push(token as Token);
  }
  protected cstPostNonTerminal(node: SyntaxNode): void {
    this.stack[this.stack.length - 1]!.children.push(node);
  }
  private get stack(): SyntaxNode[] {
    return (this as unknown as { CST_STACK: SyntaxNode[] }).CST_STACK;
  }

  constructor(validate = false) {
    super(t.allTokens, {
      maxLookahead: 2,
      recoveryEnabled: false,
      nodeLocationTracking: "none",
      skipValidations: !validate,
      errorMessageProvider: silent,
    });
    this.performSelfAnalysis();
  }

  private readonly name = (): unknown => this.CONSUME(t.Name);

  /** chunk = [ item ] { NL [ item ] } . */
  readonly chunk = this.RULE("chunk", () => {
    this.OPTION(() => this.SUBRULE(this.item));
    this.MANY(() => {
      this.CONSUME(t.Newline);
      this.OPTION1(() => this.SUBRULE1(this.item));
    });
  });

  /** item = import | declaration | recipe | expect | published | unpack | binding . */
  readonly item = this.RULE("item", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.import) },
      { ALT: () => this.SUBRULE(this.declaration) },
      { ALT: () => this.SUBRULE(this.recipe) },
      { ALT: () => this.SUBRULE(this.expect) },
      { ALT: () => this.SUBRULE(this.published) },
      { ALT: () => this.SUBRULE(this.unpack) },
      { ALT: () => this.SUBRULE(this.binding) },
    ]);
  });

  /** import = "import" "{" Name { ( "," | NL ) [ Name ] } "}" "from" String . */
  readonly import = this.RULE("import", () => {
    this.CONSUME(w("import"));
    this.CONSUME(t.LeftBrace);
    this.CONSUME(t.Name);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Comma) }, { ALT: () => this.CONSUME(t.Newline) }]);
      this.OPTION(() => this.CONSUME1(t.Name));
    });
    this.CONSUME(t.RightBrace);
    this.CONSUME(w("from"));
    this.CONSUME(t.StringToken);
  });

  /** declaration = header ( "=" chain | body ) . */
  readonly declaration = this.RULE("declaration", () => {
    this.SUBRULE(this.header);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Equals);
          this.SUBRULE(this.chain);
        },
      },
      { ALT: () => this.SUBRULE(this.body) },
    ]);
  });

  /** header = ( "block" | "fn" | "model" | "loss" ) Name [ parameters [ parameters ] ] . */
  readonly header = this.RULE("header", () => {
    this.OR([
      { ALT: () => this.CONSUME(w("block")) },
      { ALT: () => this.CONSUME(w("fn")) },
      { ALT: () => this.CONSUME(w("model")) },
      { ALT: () => this.CONSUME(w("loss")) },
    ]);
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.SUBRULE(this.parameters);
      this.OPTION1(() => this.SUBRULE1(this.parameters));
    });
  });

  /** recipe = recipeHeader ( "=" chain | [ "extends" Name [ arguments ] ] fields ) . */
  readonly recipe = this.RULE("recipe", () => {
    this.SUBRULE(this.recipeHeader);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Equals);
          this.SUBRULE(this.chain);
        },
      },
      {
        ALT: () => {
          this.OPTION(() => this.SUBRULE(this.extension));
          this.SUBRULE(this.fields);
        },
      },
    ]);
  });

  /** recipeHeader = "train" Name [ parameters ] . */
  readonly recipeHeader = this.RULE("recipeHeader", () => {
    this.CONSUME(w("train"));
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.parameters));
  });

  /** extension = "extends" Name [ arguments ] . */
  readonly extension = this.RULE("extension", () => {
    this.CONSUME(w("extends"));
    this.CONSUME(t.Name);
    this.OPTION(() => this.SUBRULE(this.arguments));
  });

  /** parameters = "(" [ parameter { "," [ parameter ] } ] ")" . */
  readonly parameters = this.RULE("parameters", () => {
    this.CONSUME(t.LeftParen);
    this.OPTION(() => {
      this.SUBRULE(this.parameter);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.OPTION1(() => this.SUBRULE1(this.parameter));
      });
    });
    this.CONSUME(t.RightParen);
  });

  /** parameter = Name ":" type [ "=" chain ] . */
  readonly parameter = this.RULE("parameter", () => {
    this.CONSUME(t.Name);
    this.CONSUME(t.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.chain);
    });
  });

  /** type = "[" type "]" | Name [ "[" argument { "," argument } "]" ] { "|" Name } . */
  readonly type = this.RULE("type", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.SUBRULE(this.type);
          this.CONSUME(t.RightBracket);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Name);
          this.OPTION(() => {
            this.CONSUME1(t.LeftBracket);
            this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.argument) });
            this.CONSUME1(t.RightBracket);
          });
          this.MANY(() => {
            this.CONSUME(t.Bar);
            this.CONSUME1(t.Name);
          });
        },
      },
    ]);
  });

  /** fields = "{" [ binding { ( "," | NL ) [ binding ] } ] "}" . */
  readonly fields = this.RULE("fields", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.SUBRULE(this.binding);
      this.MANY(() => {
        this.OR([{ ALT: () => this.CONSUME(t.Comma) }, { ALT: () => this.CONSUME(t.Newline) }]);
        this.OPTION1(() => this.SUBRULE1(this.binding));
      });
    });
    this.CONSUME(t.RightBrace);
  });

  /** body = "{" [ statement { NL [ statement ] } ] "}" . */
  readonly body = this.RULE("body", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.SUBRULE(this.statement);
      this.MANY(() => {
        this.CONSUME(t.Newline);
        this.OPTION1(() => this.SUBRULE1(this.statement));
      });
    });
    this.CONSUME(t.RightBrace);
  });

  /** statement = return | require | expect | output | tap | term | share | unpack | binding . */
  readonly statement = this.RULE("statement", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.return) },
      { ALT: () => this.SUBRULE(this.require) },
      { ALT: () => this.SUBRULE(this.expect) },
      { ALT: () => this.SUBRULE(this.output) },
      { ALT: () => this.SUBRULE(this.tap) },
      { ALT: () => this.SUBRULE(this.term) },
      { ALT: () => this.SUBRULE(this.share) },
      { ALT: () => this.SUBRULE(this.unpack) },
      { ALT: () => this.SUBRULE(this.binding) },
    ]);
  });

  /** return = "return" chain . */
  readonly return = this.RULE("return", () => {
    this.CONSUME(w("return"));
    this.SUBRULE(this.chain);
  });

  /** require = ( "require" | "warn" ) expression [ "," String ] . */
  readonly require = this.RULE("require", () => {
    this.OR([{ ALT: () => this.CONSUME(w("require")) }, { ALT: () => this.CONSUME(w("warn")) }]);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(t.Comma);
      this.CONSUME(t.StringToken);
    });
  });

  /** expect = "expect" expression [ "within" expression [ "of" expression ] ] . */
  readonly expect = this.RULE("expect", () => {
    this.CONSUME(w("expect"));
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(w("within"));
      this.SUBRULE1(this.expression);
      this.OPTION1(() => {
        this.CONSUME(w("of"));
        this.SUBRULE2(this.expression);
      });
    });
  });

  /** published = "published" postfix "=" expression . */
  readonly published = this.RULE("published", () => {
    this.CONSUME(w("published"));
    this.SUBRULE(this.postfix);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.expression);
  });

  /** output = "output" Name { "," Name } [ "for" "training" ] . */
  readonly output = this.RULE("output", () => {
    this.CONSUME(w("output"));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: this.name });
    this.OPTION(() => {
      this.CONSUME(w("for"));
      this.CONSUME(w("training"));
    });
  });

  /** tap = "tap" Name { "," Name } . */
  readonly tap = this.RULE("tap", () => {
    this.CONSUME(w("tap"));
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: this.name });
  });

  /** term = "term" binding . */
  readonly term = this.RULE("term", () => {
    this.CONSUME(w("term"));
    this.SUBRULE(this.binding);
  });

  /** share = "share" binding . */
  readonly share = this.RULE("share", () => {
    this.CONSUME(w("share"));
    this.SUBRULE(this.binding);
  });

  /** binding = Name { "." Name } "=" chain . */
  readonly binding = this.RULE("binding", () => {
    this.CONSUME(t.Name);
    this.MANY(() => {
      this.CONSUME(t.Dot);
      this.CONSUME1(t.Name);
    });
    this.CONSUME(t.Equals);
    this.SUBRULE(this.chain);
  });

  /** unpack = "{" Name { "," Name } "}" "=" chain . */
  readonly unpack = this.RULE("unpack", () => {
    this.CONSUME(t.LeftBrace);
    this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: this.name });
    this.CONSUME(t.RightBrace);
    this.CONSUME(t.Equals);
    this.SUBRULE(this.chain);
  });

  /** chain = ( record | ifValue | forValue | table | expression ) { "->" step } . */
  readonly chain = this.RULE("chain", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.expression) },
      { ALT: () => this.SUBRULE(this.record) },
      { ALT: () => this.SUBRULE(this.ifValue) },
      { ALT: () => this.SUBRULE(this.forValue) },
      { ALT: () => this.SUBRULE(this.table) },
    ]);
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE(this.step);
    });
  });

  /** step = ifStep | repeat | fold | Name { suffix } . */
  readonly step = this.RULE("step", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.ifStep) },
      { ALT: () => this.SUBRULE(this.repeat) },
      { ALT: () => this.SUBRULE(this.fold) },
      {
        ALT: () => {
          this.CONSUME(t.Name);
          this.MANY(() => this.SUBRULE(this.suffix));
        },
      },
    ]);
  });

  /** steps = "{" step { "->" step } "}" . */
  readonly steps = this.RULE("steps", () => {
    this.CONSUME(t.LeftBrace);
    this.SUBRULE(this.step);
    this.MANY(() => {
      this.CONSUME(t.Arrow);
      this.SUBRULE1(this.step);
    });
    this.CONSUME(t.RightBrace);
  });

  /** ifStep = "if" expression steps { "else" "if" expression steps } [ "else" steps ] . */
  readonly ifStep = this.RULE("ifStep", () => {
    this.CONSUME(w("if"));
    this.SUBRULE(this.expression);
    this.SUBRULE(this.steps);
    this.MANY(() => {
      this.CONSUME(w("else"));
      this.CONSUME1(w("if"));
      this.SUBRULE1(this.expression);
      this.SUBRULE1(this.steps);
    });
    this.OPTION(() => {
      this.CONSUME1(w("else"));
      this.SUBRULE2(this.steps);
    });
  });

  /** repeat = "repeat" "(" expression ")" steps . */
  readonly repeat = this.RULE("repeat", () => {
    this.CONSUME(w("repeat"));
    this.CONSUME(t.LeftParen);
    this.SUBRULE(this.expression);
    this.CONSUME(t.RightParen);
    this.SUBRULE(this.steps);
  });

  /** fold = ( "fold" | "scan" ) pattern "in" expression steps . */
  readonly fold = this.RULE("fold", () => {
    this.OR([{ ALT: () => this.CONSUME(w("fold")) }, { ALT: () => this.CONSUME(w("scan")) }]);
    this.SUBRULE(this.pattern);
    this.CONSUME(w("in"));
    this.SUBRULE(this.expression);
    this.SUBRULE(this.steps);
  });

  /** ifValue = "if" expression "{" chain "}" { "else" "if" expression "{" chain "}" } [ "else" "{" chain "}" ] . */
  readonly ifValue = this.RULE("ifValue", () => {
    this.CONSUME(w("if"));
    this.SUBRULE(this.expression);
    this.SUBRULE(this.braced);
    this.MANY(() => {
      this.CONSUME(w("else"));
      this.CONSUME1(w("if"));
      this.SUBRULE1(this.expression);
      this.SUBRULE1(this.braced);
    });
    this.OPTION(() => {
      this.CONSUME1(w("else"));
      this.SUBRULE2(this.braced);
    });
  });

  /** braced = "{" chain "}" . */
  readonly braced = this.RULE("braced", () => {
    this.CONSUME(t.LeftBrace);
    this.SUBRULE(this.chain);
    this.CONSUME(t.RightBrace);
  });

  /** forValue = "for" pattern "in" expression "{" chain "}" . */
  readonly forValue = this.RULE("forValue", () => {
    this.CONSUME(w("for"));
    this.SUBRULE(this.pattern);
    this.CONSUME(w("in"));
    this.SUBRULE(this.expression);
    this.SUBRULE(this.braced);
  });

  /** pattern = Name | "(" Name { "," Name } ")" . */
  readonly pattern = this.RULE("pattern", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Name) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.CONSUME1(t.Name) });
          this.CONSUME(t.RightParen);
        },
      },
    ]);
  });

  /** record = "{" [ field { ( "," | NL ) [ field ] } ] "}" . */
  readonly record = this.RULE("record", () => {
    this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      this.SUBRULE(this.field);
      this.MANY(() => {
        this.OR([{ ALT: () => this.CONSUME(t.Comma) }, { ALT: () => this.CONSUME(t.Newline) }]);
        this.OPTION1(() => this.SUBRULE1(this.field));
      });
    });
    this.CONSUME(t.RightBrace);
  });

  /** field = Name [ "=" chain ] . */
  readonly field = this.RULE("field", () => {
    this.CONSUME(t.Name);
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.SUBRULE(this.chain);
    });
  });

  /** table = "table" "{" Name { "|" Name } { NL row } "}" . */
  readonly table = this.RULE("table", () => {
    this.CONSUME(w("table"));
    this.CONSUME(t.LeftBrace);
    this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: this.name });
    this.MANY(() => {
      this.CONSUME(t.Newline);
      this.SUBRULE(this.row);
    });
    this.CONSUME(t.RightBrace);
  });

  /** row = expression { "|" expression } . */
  readonly row = this.RULE("row", () => {
    this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: () => this.SUBRULE(this.expression) });
  });

  /**
   * expression = operand { operator operand } .
   * operand = { "-" | "not" } postfix .
   * operator = "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | ".." | "by" | "+" | "-" | "*" | "/" | "%" | "^" .
   *
   * Loosest first: `or`, `and`, `not`, comparisons (which don't chain), `a..b by c`, `+ -`, `* / %`, `-` before an operand,
   * `^` (to the right).
   */
  readonly expression = this.RULE("expression", () => {
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(w("not")) }]));
    this.SUBRULE(this.postfix);
    this.MANY1(() => {
      this.OR1([
        { ALT: () => this.CONSUME(t.Plus) },
        { ALT: () => this.CONSUME1(t.Minus) },
        { ALT: () => this.CONSUME(t.Times) },
        { ALT: () => this.CONSUME(t.Over) },
        { ALT: () => this.CONSUME(t.Remainder) },
        { ALT: () => this.CONSUME(t.Power) },
        { ALT: () => this.CONSUME(t.Equal) },
        { ALT: () => this.CONSUME(t.NotEqual) },
        { ALT: () => this.CONSUME(t.Less) },
        { ALT: () => this.CONSUME(t.LessEqual) },
        { ALT: () => this.CONSUME(t.Greater) },
        { ALT: () => this.CONSUME(t.GreaterEqual) },
        { ALT: () => this.CONSUME(t.Range) },
        { ALT: () => this.CONSUME(w("by")) },
        { ALT: () => this.CONSUME(w("and")) },
        { ALT: () => this.CONSUME(w("or")) },
      ]);
      this.MANY2(() => this.OR2([{ ALT: () => this.CONSUME2(t.Minus) }, { ALT: () => this.CONSUME2(w("not")) }]));
      this.SUBRULE1(this.postfix);
    });
  });

  /**
   * postfix = primary { suffix } .
   * primary = Number [ "epoch" | "epochs" | "step" | "steps" ] | String | "true" | "false" | "none" | Name
   *         | "(" chain ")" | "[" [ argument { "," [ argument ] } ] "]" .
   */
  readonly postfix = this.RULE("postfix", () => {
    this.OR([
      { ALT: () => this.CONSUME(t.Name) },
      {
        ALT: () => {
          this.CONSUME(t.NumberToken);
          this.OPTION(() => {
            this.OR1([
              { ALT: () => this.CONSUME(w("epoch")) },
              { ALT: () => this.CONSUME(w("epochs")) },
              { ALT: () => this.CONSUME(w("step")) },
              { ALT: () => this.CONSUME(w("steps")) },
            ]);
          });
        },
      },
      { ALT: () => this.CONSUME(t.StringToken) },
      { ALT: () => this.CONSUME(w("true")) },
      { ALT: () => this.CONSUME(w("false")) },
      { ALT: () => this.CONSUME(w("none")) },
      {
        ALT: () => {
          this.CONSUME(t.LeftParen);
          this.SUBRULE(this.chain);
          this.CONSUME(t.RightParen);
        },
      },
      { ALT: () => this.SUBRULE(this.list) },
    ]);
    this.MANY(() => this.SUBRULE(this.suffix));
  });

  /** list = "[" [ argument { "," [ argument ] } ] "]" . */
  readonly list = this.RULE("list", () => {
    this.CONSUME(t.LeftBracket);
    this.OPTION(() => {
      this.SUBRULE(this.argument);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.OPTION1(() => this.SUBRULE1(this.argument));
      });
    });
    this.CONSUME(t.RightBracket);
  });

  /** suffix = arguments | "." word | "[" slice { "," slice } "]" .    (* word: a Name or a reserved word *) */
  readonly suffix = this.RULE("suffix", () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.arguments) },
      {
        ALT: () => {
          this.CONSUME(t.Dot);
          this.CONSUME(t.Name);
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.LeftBracket);
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => this.SUBRULE(this.slice) });
          this.CONSUME(t.RightBracket);
        },
      },
    ]);
  });

  /** arguments = "(" [ argument { "," [ argument ] } ] ")" . */
  readonly arguments = this.RULE("arguments", () => {
    this.CONSUME(t.LeftParen);
    this.OPTION(() => {
      this.SUBRULE(this.argument);
      this.MANY(() => {
        this.CONSUME(t.Comma);
        this.OPTION1(() => this.SUBRULE1(this.argument));
      });
    });
    this.CONSUME(t.RightParen);
  });

  /** argument = [ Name ":" ] chain . */
  readonly argument = this.RULE("argument", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Colon);
    });
    this.SUBRULE(this.chain);
  });

  /** slice = [ Name ":" ] ( sum [ ".." [ sum ] [ "by" sum ] ] | ".." [ sum ] [ "by" sum ] ) . */
  readonly slice = this.RULE("slice", () => {
    this.OPTION(() => {
      this.CONSUME(t.Name);
      this.CONSUME(t.Colon);
    });
    this.OR([
      {
        ALT: () => {
          this.SUBRULE(this.sum);
          this.OPTION1(() => {
            this.CONSUME(t.Range);
            this.SUBRULE(this.sliceEnd);
          });
        },
      },
      {
        ALT: () => {
          this.CONSUME1(t.Range);
          this.SUBRULE1(this.sliceEnd);
        },
      },
    ]);
  });

  /** sliceEnd = [ sum ] [ "by" sum ] . */
  readonly sliceEnd = this.RULE("sliceEnd", () => {
    this.OPTION(() => this.SUBRULE(this.sum));
    this.OPTION1(() => {
      this.CONSUME(w("by"));
      this.SUBRULE1(this.sum);
    });
  });

  /** sum = operand { ( "+" | "-" | "*" | "/" | "%" | "^" ) operand } .    (* folded like an expression *) */
  readonly sum = this.RULE("sum", () => {
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Minus) }, { ALT: () => this.CONSUME(w("not")) }]));
    this.SUBRULE(this.postfix);
    this.MANY1(() => {
      this.OR1([
        { ALT: () => this.CONSUME(t.Plus) },
        { ALT: () => this.CONSUME1(t.Minus) },
        { ALT: () => this.CONSUME(t.Times) },
        { ALT: () => this.CONSUME(t.Over) },
        { ALT: () => this.CONSUME(t.Remainder) },
        { ALT: () => this.CONSUME(t.Power) },
      ]);
      this.MANY2(() => this.OR2([{ ALT: () => this.CONSUME2(t.Minus) }, { ALT: () => this.CONSUME2(w("not")) }]));
      this.SUBRULE1(this.postfix);
    });
  });

  /** Reads no token, so that whatever is there is too much. */
  readonly nothing = this.RULE("nothing", () => undefined);
}
