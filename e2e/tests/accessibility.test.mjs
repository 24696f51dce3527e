// axe finds nothing on any page, in any language, light or dark; nothing overflows on a phone; no script errors, no request elsewhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { languages, launch, pages, visit } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return result.violations.map((found) => `${found.id}: ${found.help} — ${found.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`);
}

for (const language of languages) {
  for (const path of pages) {
    for (const scheme of ["light", "dark"]) {
      test(`${language}/${path}, ${scheme}`, async () => {
        // axe is put into the page from outside, which the page's own policy would refuse: only this audit goes past it.
        const { context, page, wrong, response } = await visit(browser, `/${language}/${path}`, { colorScheme: scheme, bypassCSP: true });
        assert.equal(response.status(), 200);
        assert.equal(await page.locator("html").getAttribute("lang"), language);
        assert.equal(await page.locator("h1").count(), 1);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(wrong, []);
        await context.close();
      });
    }
    test(`${language}/${path} fits a phone`, async () => {
      const { context, page, wrong } = await visit(browser, `/${language}/${path}`, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
      const { width, window: seen } = await page.evaluate(() => ({ width: document.documentElement.scrollWidth, window: window.innerWidth }));
      assert.ok(width <= seen, `the page is ${width} px wide on a screen of ${seen} px`);
      // With the page's own policy in force: nothing of ours is refused by it.
      assert.deepEqual(wrong, []);
      await context.close();
    });
  }
}
