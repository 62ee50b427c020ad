import { diagnosticKind, type DiagnosticKind } from "../../base/diagnostic.ts";

const grouped = (n: number): string => n.toLocaleString("en-US");
const bytes = (n: number): string => `${grouped(n)} byte${n === 1 ? "" : "s"}`;
const pictures = (n: number): string => `${grouped(n)} picture${n === 1 ? "" : "s"}`;

/** Names in a sentence, the first few where there are many. */
const listed = (names: readonly string[]): string =>
  names.length <= 20 ? names.join(", ") : `${names.slice(0, 20).join(", ")} and ${names.length - 20} more`;

/** Data errors depend on what lies on a disk: their tests make such files. */
const byFile = { bad: "", good: "" } as const;

export const dataFolderMissing = diagnosticKind<{ data: string; folder: string; get?: string }>({
  code: "KES5001",
  slug: "data-folder-missing",
  severity: "error",
  message: ({ data, folder }) => `\`${data}\` finds no folder \`${folder}\``,
  help: ({ get }) => [
    ...(get === undefined ? [] : [`kesc data get ${get}`]),
    "name another folder, as the first argument: it is looked for under `data`, then under the root",
    "or use `shapes(split: train)`, pictures that need no file",
  ],
  explanation:
    "A data set's files are looked for in the folder that it names, under the data folder (`data` under the root, if kes.config.json says nothing else), then under the root (where kes.config.json lies, or the spec itself). The folder isn't in either place. `kesc data get` fetches what may be fetched.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts asks for a folder that isn't there",
});

export const dataFileMissing = diagnosticKind<{
  files: readonly string[];
  folder: string;
  expected: readonly string[];
  found: readonly string[];
}>({
  code: "KES5002",
  slug: "data-file-missing",
  severity: "error",
  message: ({ files, folder }) =>
    `${files.map((file) => `\`${file}\``).join(", ")} ${files.length === 1 ? "is" : "are"} missing in \`${folder}\``,
  notes: ({ expected, found }) => [
    `expected there: ${expected.join(", ")}`,
    `found there: ${found.length === 0 ? "nothing" : listed(found)}`,
  ],
  help: ({ files, found }) => {
    const packed = found.filter((name) => files.some((file) => name === `${file}.gz`));
    return packed.length > 0 ? [`gunzip ${packed.join(" ")}`] : [];
  },
  explanation:
    "The folder is there, but a file of the data set isn't. A set of which a part is missing is no set: nothing is read.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts deletes a file",
});

export const dataFileUnreadable = diagnosticKind<{ file: string; reason: string }>({
  code: "KES5003",
  slug: "data-file-unreadable",
  severity: "error",
  message: ({ file, reason }) => `\`${file}\` can't be read: ${reason}`,
  explanation:
    "The file is there, but the operating system refuses to hand it out: look at its rights, and whether it is a folder.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts puts a folder where a file should be",
});

export const dataFileCut = diagnosticKind<{
  file: string;
  size: number;
  record: number;
  other?: string;
  isPacked?: boolean;
}>({
  code: "KES5004",
  slug: "data-file-cut",
  severity: "error",
  message: ({ file, size, record }) =>
    size === 0
      ? `\`${file}\` is empty`
      : `\`${file}\` is cut: its ${bytes(size)} are ${pictures(Math.floor(size / record))} and ${bytes(size % record)} more`,
  notes: ({ record, other, isPacked }) => [
    `expected: a multiple of ${bytes(record)}, one record a picture`,
    ...(other === undefined ? [] : [`its size would fit ${other}`]),
    ...(isPacked ? ["found: a file that gzip has packed"] : []),
  ],
  help: ({ isPacked }) => [isPacked ? "unpack it, under the same name" : "fetch or copy the file again"],
  explanation:
    "CIFAR's binary layout is records of one size, one after the other: a label byte (two in CIFAR-100), 1,024 red, 1,024 green and 1,024 blue pixels. A file of another length was cut on its way, or holds something else.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts cuts a file",
});

export const labelOutOfRange = diagnosticKind<{
  file: string;
  picture: number;
  label: number;
  classes: number;
  count: number;
}>({
  code: "KES5005",
  slug: "label-out-of-range",
  severity: "error",
  message: ({ file, picture, label, classes }) =>
    `picture ${grouped(picture)} of \`${file}\` has label ${label}; expected 0 to ${classes - 1}`,
  notes: ({ count }) => (count > 1 ? [`so do ${grouped(count - 1)} more in this file`] : []),
  help: () => ["fetch or copy the file again, or say which layout it has: `cifar10`, `cifar100`"],
  explanation:
    "The label byte of a record must be the index of a class. Another number means that bytes were lost or added before it, or that the file has another layout. Pictures are counted from 0.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts overwrites a label",
});

export const tooFewPictures = diagnosticKind<{ data: string; wanted: number; found: number }>({
  code: "KES5006",
  slug: "too-few-pictures",
  severity: "error",
  message: ({ data, wanted, found }) =>
    `\`first: ${grouped(wanted)}\` asks for more than \`${data}\` has: ${pictures(found)}`,
  explanation: "`first` takes pictures from the front of the set; there must be as many.",
  ...byFile,
  untestable: "test/data/read-cifar.test.ts asks for more than there is",
});

export const dataHashDiffers = diagnosticKind<{ file: string; expected: string; found: string }>({
  code: "KES5007",
  slug: "data-hash-differs",
  severity: "error",
  message: ({ file }) => `\`${file}\` is not the published file`,
  notes: ({ expected, found }) => [`expected SHA-256 ${expected}`, `found    SHA-256 ${found}`],
  help: () => [
    "fetch the file again; a slice of the set that you made yourself is read all the same, and never equals it",
  ],
  explanation:
    "`kesc data check` compares files with the SHA-256 of the published set. Training reads any file of the right layout, so slices may be used; figures got from them can't be compared with published ones.",
  ...byFile,
  untestable: "test/data/check-data.test.ts checks a slice",
});

export const dataNotYet = diagnosticKind<{ part: string; reason: string }>({
  code: "KES5008",
  slug: "part-not-yet",
  severity: "error",
  message: ({ part, reason }) => `\`${part}\` is known but can't be used yet: ${reason}`,
  explanation:
    "The name stands in the language so that specs can be written with it, checked and counted; training refuses it until it is built.",
  ...byFile,
  untestable: "test/train/problems.test.ts trains on `voc`",
});

export const badSetting = diagnosticKind<{ part: string; setting: string; problem: string }>({
  code: "KES5009",
  slug: "bad-setting",
  severity: "error",
  message: ({ part, setting, problem }) => `\`${part}\` can't have this \`${setting}\`: ${problem}`,
  explanation:
    "The argument has the right type, but no meaning with this value: a mean with two numbers for three colours, 11 classes of 10 kinds of shape.",
  ...byFile,
  untestable: "test/data/open-data.test.ts gives two means for three colours",
});

export const dataSetsDiffer = diagnosticKind<{ first: string; second: string; what: string }>({
  code: "KES5010",
  slug: "data-sets-differ",
  severity: "error",
  message: ({ first, second, what }) => `\`${first}\` and \`${second}\` can't be used together: ${what}`,
  explanation:
    "A list of data sets is their union, and a network is tested with pictures like those it learned from: edges, classes and normalization must be the same.",
  ...byFile,
  untestable: "test/data/open-data.test.ts joins two sizes",
});

/** So many files are named; `kesc data check` names all. */
const MOST_NAMED = 200;

export const splitUnclear = diagnosticKind<{ folder: string; split?: string; found: readonly string[] }>({
  code: "KES5011",
  slug: "split-unclear",
  severity: "error",
  message: ({ folder, split, found }) =>
    split === undefined
      ? `\`${folder}\` has ${found.join(" and ")}: which one is meant?`
      : `\`${folder}\` has no folder for \`split: ${split}\``,
  notes: ({ split, found }) =>
    split === undefined
      ? []
      : [
          found.length > 0
            ? `it has ${found.join(" and ")}`
            : "its folders are no splits (`train`, `validation`, `valid`, `val`, `test`)",
        ],
  help: ({ split, found }) =>
    split === undefined || found.length > 0
      ? [`split: ${found[0]}`]
      : [
          "leave `split` out where the folders are the classes, and hold a share of them out: `validation = 10%`",
          "or put the classes' folders into one named after the split",
        ],
  explanation:
    "A folder of pictures is either `folder/cat/1.png`, a folder for each class, or `folder/train/cat/1.png`, where each split has such folders. `split` says which split is meant, and is left out where there are none.",
  ...byFile,
  untestable: "test/data/images.test.ts asks for splits that aren't there",
});

export const classFoldersDiffer = diagnosticKind<{ folder: string; wanted: number; classes: readonly string[] }>({
  code: "KES5012",
  slug: "class-folders-differ",
  severity: "error",
  message: ({ folder, wanted, classes }) =>
    `\`classes: ${wanted}\`, but \`${folder}\` has ${classes.length === 1 ? "1 folder" : `${grouped(classes.length)} folders`} of classes`,
  notes: ({ classes }) => [classes.length === 0 ? "there is no folder in it" : `they are ${listed(classes)}`],
  help: ({ classes }) => (classes.length > 1 ? [`classes: ${classes.length}`] : []),
  explanation:
    "Each folder of pictures is a class, named as the folder; hidden ones don't count. How many there are stands in the recipe too, since the network's last layer is checked against it before any file is read.",
  ...byFile,
  untestable: "test/data/images.test.ts says another number",
});

export const unusablePictures = diagnosticKind<{
  folder: string;
  of: number;
  files: readonly { readonly name: string; readonly reason: string }[];
  /** Name each of them, however many. */
  all?: boolean;
}>({
  code: "KES5013",
  slug: "unusable-pictures",
  severity: "error",
  message: ({ folder, of, files }) =>
    files.length === 1
      ? `in \`${folder}\`, with ${pictures(of)}, something can't be used`
      : `in \`${folder}\`, with ${pictures(of)}, ${grouped(files.length)} things can't be used`,
  notes: ({ files, all = false }) => [
    ...files.slice(0, all ? undefined : MOST_NAMED).map(({ name, reason }) => `${name}: ${reason}`),
    ...(files.length > MOST_NAMED && !all
      ? [`and ${grouped(files.length - MOST_NAMED)} more; \`kesc data check FOLDER\` names all`]
      : []),
  ],
  help: () => ["mend these files, take them away, or hide them with a dot before the name"],
  explanation:
    "Every file in a class's folder must be a whole PNG or JPEG whose name ends in .png, .jpg or .jpeg. A broken or strange file would be missed in silence otherwise. Hidden files, and files beside the classes' folders that are no pictures, are left out.",
  ...byFile,
  untestable: "test/data/images.test.ts breaks files",
});

export const picturesNeedSharp = diagnosticKind<{ reason: string }>({
  code: "KES5014",
  slug: "pictures-need-sharp",
  severity: "error",
  message: ({ reason }) => `pictures can't be read, for \`sharp\` can't be loaded: ${reason}`,
  help: () => [
    "npm install --include=optional sharp",
    "where packages were installed for another machine: npm install --os=linux --cpu=x64 sharp",
  ],
  explanation:
    "PNG and JPEG files are read by the npm package `sharp`, which comes with kesc but has its program for each kind of machine in an optional package of its own. It is missing where optional packages are left out, or where `node_modules` was copied from another kind of machine.",
  ...byFile,
  untestable: "test/data/pictures.test.ts fails to load it",
});

export const moduleMissing = diagnosticKind<{ path: string }>({
  code: "KES5015",
  slug: "data-module-missing",
  severity: "error",
  message: ({ path }) => `there is no file \`${path}\``,
  help: () => ["it is looked for under the data folder (`data` under the root), then under the root"],
  explanation:
    "`module` names an ES module that makes the data. It is looked for as the folders of other data sets are: under the data folder (`data` under the root, if kes.config.json says nothing else), then under the root (where kes.config.json lies, or the spec itself).",
  ...byFile,
  untestable: "test/data/module.test.ts names none",
});

export const moduleFails = diagnosticKind<{ path: string; doing: string; error: string; line?: number }>({
  code: "KES5016",
  slug: "data-module-fails",
  severity: "error",
  message: ({ path, doing, error }) => `\`${path}\` fails: ${doing} throws ${error}`,
  notes: ({ path, line }) => (line === undefined ? [] : [`in line ${line} of \`${path}\``]),
  explanation:
    "The module that makes the data ended with an error of its own, while it was loaded, called or asked for a picture.",
  ...byFile,
  untestable: "test/data/module.test.ts throws",
});

export const moduleDataWrong = diagnosticKind<{ path: string; problems: readonly string[] }>({
  code: "KES5017",
  slug: "data-module-wrong",
  severity: "error",
  message: ({ path, problems }) =>
    problems.length === 1 ? `\`${path}\`: ${problems[0]}` : `\`${path}\` gives what can't be used`,
  notes: ({ problems }) => (problems.length === 1 ? [] : problems),
  help: () => ["export default { count, classes: [names], labels: [indices], pixels: Uint8Array }"],
  explanation:
    "A data module's default export is an object, or a function that gives one: `count`; `classes`, their names; `labels`, for each picture the index of its class; and `pixels`, a Uint8Array [count, height, width, channels], or instead of it `get(index)`, which gives one picture's bytes. Sizes and the number of classes must be those of the recipe.",
  ...byFile,
  untestable: "test/data/module.test.ts gives wrong data",
});

export const pictureUnusable = diagnosticKind<{ file: string; reason: string }>({
  code: "KES5018",
  slug: "picture-unusable",
  severity: "error",
  message: ({ file, reason }) => `\`${file}\` is left out: ${reason}`,
  help: () => ["pictures are PNG or JPEG files"],
  explanation:
    "`kesc predict` was given a file that holds no whole PNG or JPEG picture. The others are shown to the network all the same.",
  ...byFile,
  untestable: "test/predict/predict-run.test.ts shows a text to a network",
});

export const outputUnclear = diagnosticKind<{
  asked: string | undefined;
  classes: number;
  fitting: readonly string[];
  outputs: readonly string[];
}>({
  code: "KES5019",
  slug: "output-unclear",
  severity: "error",
  message: ({ asked, classes, fitting }) =>
    asked !== undefined
      ? `no output \`${asked}\` says which of ${classes} classes it is`
      : fitting.length > 1
        ? `${fitting.length} outputs say which of ${classes} classes it is`
        : `no output says which of ${classes} classes it is`,
  notes: ({ outputs }) => [`the network's outputs: ${outputs.join("; ")}`],
  help: ({ fitting }) => (fitting.length > 0 ? [`--output ${fitting[0]}`] : []),
  explanation:
    "`kesc predict` reads classes off an output [batch, class] with as many entries as the run's data has classes. It takes the only one, or the one called `logits`; else `--output` names it.",
  ...byFile,
  untestable: "test/predict/predict-run.test.ts asks for an output that isn't there",
});

export const duplicatePictures = diagnosticKind<{
  first: string;
  second: string;
  pairs: readonly (readonly [string, string])[];
}>({
  code: "KES5020",
  slug: "duplicate-pictures",
  severity: "warning",
  message: ({ first, second, pairs }) =>
    first === second
      ? `${pictures(pairs.length)} of ${first} ${pairs.length === 1 ? "repeats an earlier one" : "repeat earlier ones"}`
      : `${pictures(pairs.length)} of ${second} ${pairs.length === 1 ? "is" : "are"} in ${first} too`,
  notes: ({ pairs }) => [
    ...pairs.slice(0, 20).map(([one, other]) => `${other} is ${one}`),
    ...(pairs.length > 20 ? [`and ${grouped(pairs.length - 20)} more`] : []),
  ],
  explanation:
    "`kesc data check` compares pictures by the SHA-256 of their pixels, as they come to the network. A test picture that was trained on makes the error on the test set smaller than it is; a picture that is there twice, with two classes perhaps, is most often a mistake.",
  ...byFile,
  untestable: "test/cli/data-check.test.ts copies a picture",
});

export const kinds: readonly DiagnosticKind<never>[] = [
  dataFolderMissing,
  dataFileMissing,
  dataFileUnreadable,
  dataFileCut,
  labelOutOfRange,
  tooFewPictures,
  dataHashDiffers,
  dataNotYet,
  badSetting,
  dataSetsDiffer,
  splitUnclear,
  classFoldersDiffer,
  unusablePictures,
  picturesNeedSharp,
  moduleMissing,
  moduleFails,
  moduleDataWrong,
  pictureUnusable,
  outputUnclear,
  duplicatePictures,
] as readonly DiagnosticKind<never>[];
