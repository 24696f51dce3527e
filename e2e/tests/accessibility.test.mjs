// axe finds nothing on any page, in any language, light or dark; nothing overflows on a phone; no script errors, no request elsewhere.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { further, languages, launch, pages, visit } from "./browser.mjs";

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
  for (const path of [...pages, ...further]) {
    // Pages whose words are held have both themes in every language; the rest one, which is enough for their parts.
    const schemes = pages.includes(path) ? ["light", "dark"] : [language === "sv" ? "dark" : "light"];
    for (const scheme of schemes) {
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
      // Not against the window: on a phone it widens together with a page that is too wide.
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 390, `the page is ${width} px wide on a screen of 390 px`);
      // With the page's own policy in force: nothing of ours is refused by it.
      assert.deepEqual(wrong, []);
      await context.close();
    });
  }
}

for (const path of ["situation", "signals", "metric/fcr_repeat?by=team", "import"]) {
  test(`${path} in forced colours: signals are shapes and words, and what is chosen has a frame`, async () => {
    const { context, page, wrong } = await visit(browser, `/en/${path}`, { forcedColors: "active" });
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    for (const mark of await page.locator("main svg.mark path").all()) {
      assert.notEqual(await mark.evaluate((path) => getComputedStyle(path).fill), ground, "a shape stands out from its ground");
    }
    for (const row of await page.locator(".is-concern .word, .is-improvement .word, p.word").all()) {
      assert.match(await row.innerText(), /Signal( for the (better|worse))?/, "the word says it without colour");
    }
    const here = page.locator(".rail nav a[aria-current]");
    assert.notEqual(await here.evaluate((link) => getComputedStyle(link).borderTopWidth), "0px");
    if (path !== "import") {
      assert.ok((await page.locator("main svg.mark path").count()) >= 1, "there is a signal to look at");
      assert.notEqual(await page.locator("main .c-line").first().evaluate((line) => getComputedStyle(line).stroke), ground);
    }
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test("every control is reached by the keyboard and shows that it is", async () => {
  for (const path of ["situation", "signals", "metric/fcr_repeat?by=team", "metrics", "measuring", "actions", "timeline"]) {
    const { context, page } = await visit(browser, `/en/${path}`);
    // Choices inside a closed pill are reached when it is opened.
    const wanted = await page.evaluate(() => [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select")].filter((one) => one.checkVisibility()).length);
    const reached = new Set();
    for (let step = 0; step < wanted + 60 && reached.size < wanted; step += 1) {
      await page.keyboard.press("Tab");
      const seen = await page.evaluate(() => {
        const one = document.activeElement;
        if (!one || one === document.body) return null;
        const style = getComputedStyle(one);
        one.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
        return { stop: one.dataset.stop, name: one.outerHTML.slice(0, 90), shown: style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2, counts: one.matches("a[href], button, summary, input, select") };
      });
      if (!seen) continue;
      assert.ok(seen.shown, `${path}: focus is not seen on ${seen.name}`);
      if (seen.counts) reached.add(seen.stop);
    }
    assert.equal(reached.size, wanted, `${path}: stops of the keyboard`);
    await context.close();
  }
});
