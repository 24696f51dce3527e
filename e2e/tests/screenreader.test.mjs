// What a screen reader hears is kept in e2e/snapshots; a difference is looked at before it is accepted (UPDATE=1).
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { languages, launch, pages, visit } from "./browser.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../snapshots");
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

// Imports are listed with the time at which this run made them and how long they took.
const months = "January|February|March|April|May|June|July|August|September|October|November|December|januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december";
const settle = (text, path) => {
  const days = new RegExp(`\\d{4}-\\d{2}-\\d{2}|\\d{1,2}\\.\\d{1,2}\\.(\\d{4})?|\\d{1,2} (${months})( \\d{4})?`, "g");
  const settled = text.replace(/01[0-9A-HJKMNP-TV-Z]{24}/g, "ID").replace(days, "DAY").replace(/\d{1,2}[.:]\d{2}([.:]\d{2})?/g, "TIME");
  return path === "import" ? settled.replace(/\d+([.,]\d+)?\s(s|min)\b/g, "DURATION") : settled;
};

for (const language of languages) {
  for (const path of pages) {
    test(`${language}/${path}`, async () => {
      const { context, page } = await visit(browser, `/${language}/${path}`);
      const heard = `${settle(await page.locator("body").ariaSnapshot(), path)}\n`;
      await context.close();
      const file = join(folder, language, `${path.replaceAll("/", "-")}.yml`);
      if (process.env.UPDATE || !existsSync(file)) {
        assert.ok(process.env.UPDATE, `${file} is missing: make it with UPDATE=1 e2e/run`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, heard);
        return;
      }
      assert.equal(heard, readFileSync(file, "utf8"));
    });
  }
}
