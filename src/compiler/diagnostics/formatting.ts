import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

export const commentsInTheWay = diagnosticKind<object>({
  code: "KES1201",
  slug: "comments-in-the-way",
  severity: "error",
  message: () => "formatting would mix up this comment and its neighbours, so the file stays as it is",
  help: () => ["put it on a line of its own, above the statement"],
  explanation:
    "The formatter keeps every comment and their order. Where one to the line's end stands in the middle of what is printed on one line, before another one, it can't keep both.",
  bad: "",
  good: "",
  untestable: "only the formatter gives it: the text itself is right",
});

export const kinds: readonly DiagnosticKind<never>[] = [commentsInTheWay];
