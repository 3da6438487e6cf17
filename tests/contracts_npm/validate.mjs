// Parses AsyncAPI documents and prints what the parser has to say about each, as one JSON object:
// file -> list of {severity (0 error, 1 warning, 2 information, 3 hint), code, path, message}.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const parser = new Parser();
const found = {};
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await parser.parse(await readFile(file, "utf8"), { source: file });
  found[file] = diagnostics.map(({ severity, code, path, message }) => ({
    severity,
    code,
    path: path.join("/"),
    message,
  }));
  if (document === undefined && diagnostics.length === 0) {
    found[file].push({ severity: 0, code: "no-document", path: "", message: "not parsed" });
  }
}
console.log(JSON.stringify(found));
