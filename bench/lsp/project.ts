import { specPart } from "../spec-part.ts";

/** A project of `count` files of about 125 lines, 5,000 in all; each imports from one before. Twice: as specs, and the same in TypeScript. */
export interface Project {
  readonly specs: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

const COUNT = 40;
const PARTS = 6;

export const nameOf = (file: number): string => `f${String(file).padStart(2, "0")}`;

export const makeProject = (): Project => {
  const specs: Record<string, string> = { "kes.config.json": "{}\n" };
  const scripts: Record<string, string> = { "tsconfig.json": TSCONFIG, "ops.d.ts": OPS };
  for (let file = 0; file < COUNT; file++) {
    const from = (file - 1) >> 1;
    const parts = Array.from({ length: PARTS }, (_, part) => `${file}_${part}`);
    const imported = file === 0 ? "" : `import { Unit${from}_0 } from "./${nameOf(from)}"\n\n`;
    specs[`${nameOf(file)}.kes`] =
      imported + parts.map((part, at) => specPart(part, file > 0 && at === 0 ? `${from}_0` : part)).join("");
    scripts[`${nameOf(file)}.ts`] =
      imported.replace(/";?\n\n$/, '.js";\n\n').replace(/\.js";/, '";') +
      OPS_IMPORT +
      parts.map((part, at) => scriptPart(part, file > 0 && at === 0 ? `${from}_0` : part)).join("");
  }
  return { specs, scripts };
};

const scriptPart = (
  part: string,
  used: string,
): string => `/** Reduces, convolves in groups, restores; number ${part}. */
export const Unit${part} = ({ groups = 2, reduce = 2 } = {}) => (x: FeatureMap, out: number, stride = 1): FeatureMap => {
  if (out % reduce !== 0) throw new Error(\`\${out} channels can't be reduced by \${reduce}\`);
  const hidden = out / reduce;
  const narrow = relu(batchNorm(conv(x, 1, hidden)));
  const wide = conv(relu(batchNorm(conv(narrow, 3, hidden, { stride, groups }))), 1, out);
  const shortcut = x.channels === out && stride === 1 ? x : conv(x, 1, out, { stride });
  return add(wide, shortcut);
};

/** Stages of such units. */
export const Net${part} = ({ width = 16, classes = 10 } = {}) => (image: FeatureMap) => {
  const stem = relu(batchNorm(conv(image, 3, width)));
  let stage1 = Unit${used}()(stem, width);
  for (let i = 0; i < 2; i++) stage1 = Unit${used}()(stage1, width);
  let stage2 = Unit${used}()(stage1, 2 * width, 2);
  for (let i = 0; i < 2; i++) stage2 = Unit${used}()(stage2, 2 * width);
  const logits = dense(mean(relu(batchNorm(stage2)), ["height", "width"]), classes);
  return { logits, stage1, stage2 };
};

`;

const OPS_IMPORT = `import { add, batchNorm, conv, dense, mean, relu, type FeatureMap } from "./ops";\n\n`;

const OPS = `export interface FeatureMap { readonly height: number; readonly width: number; readonly channels: number }
export interface Vector { readonly channels: number }
export interface ConvOptions { readonly stride?: number; readonly groups?: number; readonly bias?: boolean }
export declare const conv: (x: FeatureMap, k: number, out: number, options?: ConvOptions) => FeatureMap;
export declare const batchNorm: (x: FeatureMap) => FeatureMap;
export declare const relu: (x: FeatureMap) => FeatureMap;
export declare const add: (a: FeatureMap, b: FeatureMap) => FeatureMap;
export declare const mean: (x: FeatureMap, over: readonly ("height" | "width")[]) => Vector;
export declare const dense: (x: Vector, out: number) => Vector;
`;

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    strict: true,
    target: "es2022",
    module: "esnext",
    moduleResolution: "bundler",
    noEmit: true,
    types: [],
  },
  include: ["*.ts"],
});
