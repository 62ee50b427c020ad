/** Preloaded with `--import`: writes the address of every module that the process loads to the file that KES_LOADED names. */
import { appendFileSync } from "node:fs";
import Module, { isBuiltin, register } from "node:module";
import { pathToFileURL } from "node:url";

const file = process.env.KES_LOADED;
const hooks = `
  import { appendFileSync } from "node:fs";
  export const load = async (url, context, next) => {
    appendFileSync(${JSON.stringify(file)}, url + "\\n");
    return next(url, context);
  };`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

const load = Module._load;
Module._load = function (name, ...rest) {
  const found = isBuiltin(name) ? name : Module._resolveFilename(name, ...rest);
  appendFileSync(file, `${isBuiltin(found) ? found : pathToFileURL(found)}\n`);
  return load.call(this, name, ...rest);
};
