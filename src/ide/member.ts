import type { Span } from "../base/source.ts";
import type { Module } from "../compiler/2-bind/module.ts";
import type { Program } from "../compiler/program.ts";
import { fieldBehind } from "./completion/members.ts";
import { contextAt } from "./context.ts";
import { placeAt } from "./place.ts";
import type { Field } from "./sorts.ts";
import { viewAt } from "./view.ts";

/** A name behind a dot that is a field of what stands before it: `logits` in `student.logits`, `c` in `row.c`. */
export interface Member {
  readonly span: Span;
  readonly field: Field;
}

/** Undefined where no such name stands, or nothing in the texts tells what it is a field of. */
export const memberAt = (program: Program, module: Module, offset: number): Member | undefined => {
  const around = placeAt(module.source, wordEnd(module.source.text, offset));
  if (around.kind !== "place" || around.place.word.start === around.place.word.end) return undefined;
  const view = viewAt(program, module, around.place);
  const context = contextAt(view);
  if (context.kind !== "member") return undefined;
  const { start, end, source } = around.place.word;
  const field = fieldBehind(view, context.dot, source.text.slice(start, end).normalize("NFC"));
  return field && { span: around.place.word, field };
};

/** What is typed is the word up to a place, so the place is the word's end. */
const wordEnd = (text: string, offset: number): number => {
  const rest = /^[\p{ID_Continue}]*/u.exec(text.slice(offset));
  return offset + (rest?.[0].length ?? 0);
};
