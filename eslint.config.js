import { defineConfig, globalIgnores } from "eslint/config";
import { builtinRules } from "eslint/use-at-your-own-risk";
import tseslint from "typescript-eslint";

/** Tables and tests are lists: their length says nothing about what must be understood at once. */
const LONG_BY_NATURE = [
  "grammar/**",
  "test/**",
  "bench/**",
  "src/**/*-table.ts",
  "src/compiler/1-syntax/ast.ts",
  "src/compiler/diagnostics/**",
];

/** ESLint has one severity a rule; a second name for the same rule gives the warning before the error. */
const house = { rules: { "long-function": builtinRules.get("max-lines-per-function") } };

export default defineConfig(
  globalIgnores([
    "tmp/",
    "dist/",
    "data/",
    "runs/",
    ".cache/",
    "**/generated/",
    "**/*.generated.ts",
    "editors/vscode/dist/",
    "editors/vscode/server/",
    "test/**/golden/",
    "test/package/",
  ]),
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    plugins: { house },
    rules: {
      "house/long-function": ["warn", { max: 40, skipComments: true, skipBlankLines: true }],
      "max-lines": ["error", { max: 400 }],
      "max-lines-per-function": ["error", { max: 60, skipComments: true, skipBlankLines: true }],
      complexity: ["error", { max: 30, variant: "modified" }],
      "max-depth": ["error", 6],
      "max-params": ["error", 7],
      eqeqeq: "error",
      "no-console": "error",
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      // Tables and contexts are records of functions, none of which asks for `this`.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    files: LONG_BY_NATURE,
    rules: { "max-lines": "off", "max-lines-per-function": "off", "house/long-function": "off", "max-params": "off" },
  },
  { files: ["test/**", "bench/**", "scripts/**"], rules: { "no-console": "off" } },
  {
    files: ["*.config.ts", "test/support/*-reporter.ts", "src/prettier/index.ts"],
    rules: { "no-restricted-exports": "off" },
  },
);
