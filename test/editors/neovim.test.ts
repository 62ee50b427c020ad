import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandTable } from "../../src/cli/command-table.ts";
import { ensureBuilt, projectRoot } from "../support/kesc.ts";
import { needs } from "../support/needs.ts";

beforeAll(ensureBuilt);
const folder = mkdtempSync(join(tmpdir(), "kes-neovim-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const version = /NVIM v0\.(\d+)/.exec(spawnSync("nvim", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];

/** The page's block for this version, with this project's folder in the place of the reader's. */
const initLua = (): string => {
  const page = readFileSync(join(projectRoot, "docs/editors/neovim.md"), "utf8");
  const blocks = [...page.matchAll(/```lua\n([\s\S]*?)```/g)].map(([, text]) => text ?? "");
  return (Number(version) < 11 ? blocks[0]! : blocks[1]!).replaceAll("~/kes", projectRoot);
};

const NET = `/// Two convolutions.
block Unit(x: map, out: int) = x -> conv(3, out) -> batch_norm -> rely -> conv(3, out)
model Net(image: map[8, 8, 3]) {
  y   =   image -> Unit(4)
  output y
}
`;
const USER = `import { Unit } from "./net"
model Other(image: map[8, 8, 3]) {
  y = image -> Unit(4)
  output y
}
`;

const TWICE = `block Unit(x: map, out: int) = x -> conv(3, out) -> relu
model Two(image: map[8, 8, 3]) {
  y = image -> Unit(4) -> Unit(10)
  output y
}
`;

/** What a user does, one after the other; each step notes what the editor then shows. */
const DRIVER = `
vim.opt.swapfile = false
local notes = {}
local function note(what, value) notes[#notes + 1] = { what, value } end
local function wait(what, holds)
  if not vim.wait(10000, holds, 10) then note("timed out", what) end
end
local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), "\\n") end
local function problems() return vim.diagnostic.get(0) end
local function at(word)
  vim.fn.cursor(1, 1)
  vim.fn.search("\\\\V" .. word, "c")
end

local ok, error = pcall(function()
  vim.cmd("edit net.kes")
  note("type", vim.bo.filetype)
  wait("diagnostics", function() return #problems() > 0 end)
  note("diagnostics", vim.tbl_map(function(each)
    return { each.lnum, each.col, each.message, each.code }
  end, problems()))

  at("conv(3")
  vim.lsp.buf.hover()
  local shown
  wait("hover", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then shown = window end
    end
    return shown ~= nil
  end)
  if shown then
    note("hover", text(vim.api.nvim_win_get_buf(shown)))
    vim.api.nvim_win_close(shown, true)
  end

  vim.ui.select = function(items, _, choose)
    note("actions", vim.tbl_map(function(item) return item[2].title end, items))
    choose(items[1], 1)
  end
  at("rely")
  vim.lsp.buf.code_action()
  wait("fix", function() return text():find("relu") ~= nil end)
  wait("no diagnostics", function() return #problems() == 0 end)
  note("fixed", text())

  vim.lsp.buf.formatting_sync(nil, 5000)
  note("formatted", text())
  vim.cmd("write")

  vim.cmd("edit user.kes")
  wait("attached", function() return #vim.lsp.buf_get_clients(0) > 0 end)
  vim.cmd("buffer net.kes")
  at("Unit")
  vim.lsp.buf.rename("Pair")
  wait("rename", function() return text():find("Pair") ~= nil end)
  note("renamed", text())
  vim.cmd("buffer user.kes")
  note("renamed in user.kes", text())

  vim.cmd("edit twice.kes")
  local function lenses()
    local titles = {}
    for _, lens in ipairs(vim.lsp.codelens.get(0)) do
      titles[#titles + 1] = lens.command and lens.command.title or ""
    end
    return table.concat(titles, "\\n")
  end
  local function counted(sum) return function() return lenses():find(sum) ~= nil end end
  wait("attached", function() return #vim.lsp.buf_get_clients(0) > 0 end)
  vim.lsp.codelens.refresh()
  wait("lens", counted("108 parameters"))
  vim.ui.select = function(items, options, choose)
    note("placements", vim.tbl_map(options.format_item, items))
    choose(items[2], 2)
  end
  at("Unit")
  vim.lsp.codelens.run()
  wait("other placement", counted("360 parameters"))
  note("lenses", lenses())
end)
if not ok then note("error", error) end
vim.fn.writefile({ vim.json.encode(notes) }, "notes.json")
vim.cmd("qa!")
`;

test("Neovim opens a spec, shows what is wrong, hovers, fixes, formats, renames across files, counts and lets choose", (ctx) => {
  needs(ctx, version !== undefined, "nvim");
  needs(
    ctx,
    commandTable.some(({ name }) => name === "lsp"),
    "the command `kesc lsp`",
  );
  mkdirSync(join(folder, "bin"));
  const shim = join(folder, "bin/kesc");
  writeFileSync(shim, `#!/bin/sh\nexec "${process.execPath}" "${join(projectRoot, "dist/kesc.cjs")}" "$@"\n`);
  chmodSync(shim, 0o755);
  for (const [name, text] of [
    ["net.kes", NET],
    ["user.kes", USER],
    ["twice.kes", TWICE],
    ["kes.config.json", "{}"],
    ["init.lua", initLua()],
    ["driver.lua", DRIVER],
  ] as const)
    writeFileSync(join(folder, name), text);
  const homes = Object.fromEntries(["CONFIG", "DATA", "STATE", "CACHE"].map((what) => [`XDG_${what}_HOME`, folder]));
  const env = { ...process.env, ...homes, PATH: `${join(folder, "bin")}${delimiter}${process.env["PATH"]}` };
  const words = ["--headless", "-u", "init.lua", "-i", "NONE", "-c", "luafile driver.lua"];
  const { stderr } = spawnSync("nvim", words, { cwd: folder, env, encoding: "utf8", timeout: 60_000 });
  const said = JSON.parse(readFileSync(join(folder, "notes.json"), "utf8")) as [string, unknown][];
  const notes = new Map(said);
  expect([notes.get("timed out"), notes.get("error"), stderr.match(/^E\d+:.*/m)]).toEqual([undefined, undefined, null]);
  expect(notes.get("type")).toBe("kes");
  expect(notes.get("diagnostics")).toEqual([[1, 66, expect.stringContaining("rely"), "KES2101"]]);
  expect(notes.get("hover")).toContain("conv(");
  expect(notes.get("actions")).toEqual(expect.arrayContaining([expect.stringContaining("relu")]));
  expect(notes.get("fixed")).toBe(NET.replace("rely", "relu").trimEnd());
  expect(notes.get("formatted")).toContain("  y = image -> Unit(4)\n");
  expect(notes.get("renamed")).toContain("block Pair(x: map");
  expect(notes.get("renamed in user.kes")).toBe(USER.replaceAll("Unit", "Pair").trimEnd());
  expect(notes.get("placements")).toHaveLength(2);
  expect(notes.get("lenses")).toMatch(/^360 parameters/);
});
