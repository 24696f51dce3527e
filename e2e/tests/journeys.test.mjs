// What people do: read the situation, go on to a metric and its records, take figures along, bring records in and take them back.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { address, launch, visit } from "./browser.mjs";

let browser;
let folder;
before(async () => {
  browser = await launch();
  folder = mkdtempSync(join(tmpdir(), "luotsi-e2e-"));
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the first page opens in the language of the browser and says what deserves attention", async () => {
  for (const [locale, language, word] of [["fi-FI", "fi", "Viikko"], ["sv-FI", "sv", "Vecka"], ["en-GB", "en", "Week"]]) {
    const { context, page, wrong } = await visit(browser, "/", { locale });
    assert.equal(new URL(page.url()).pathname, `/${language}/situation`);
    assert.match(await page.locator("h1").innerText(), new RegExp(word));
    assert.deepEqual(wrong, []);
    await context.close();
  }
});

test("from a value to its chart, its formula, its records and its files", async () => {
  const { context, page, wrong } = await visit(browser, "/en/situation");
  await page.locator("main a[href*='/en/metric/fcr_repeat']").first().click();
  await page.waitForURL(/\/en\/metric\/fcr_repeat/);
  assert.ok(await page.locator("figure svg").first().isVisible());
  const [csv] = await Promise.all([page.waitForEvent("download"), page.locator("a[href*='table.csv']").click()]);
  const text = readFileSync(await csv.path(), "utf8");
  assert.ok(text.split("\n").length > 40, "a line for each week");
  const [xlsx] = await Promise.all([page.waitForEvent("download"), page.locator("a[href*='table.xlsx']").click()]);
  assert.equal(readFileSync(await xlsx.path()).subarray(0, 2).toString(), "PK");
  await page.locator(".worked a").first().click();
  await page.waitForURL(/\/records/);
  assert.ok((await page.locator("tbody tr").count()) > 10);
  assert.doesNotMatch(await page.locator("thead").innerText(), /agent_id|customer_id/i);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a breakdown keeps the whole state in the address", async () => {
  const { context, page } = await visit(browser, "/en/metric/fcr_repeat");
  await page.locator(".breakdown .chips a", { hasText: /^Team$/i }).click();
  await page.waitForURL(/by=team/);
  const multiples = await page.locator(".multiples li").count();
  assert.ok(multiples >= 6, `${multiples} teams`);
  const again = await visit(browser, page.url().replace(address, ""));
  assert.equal(await again.page.locator(".multiples li").count(), multiples);
  await again.context.close();
  await context.close();
});

test("records come in through the page, show in the ledger and can be taken back", async () => {
  const file = join(folder, "yhteydenotot.csv");
  const rows = Array.from({ length: 40 }, (_, row) => `E2E-${row};puhelin;Laskutus;2.6.2026 ${8 + (row % 8)}.15;${row};matti.meikalainen${row}@example.fi`);
  writeFileSync(file, `contact_id;channel;team;opened_at;wait_s;sähköposti\n${rows.join("\n")}\nE2E-x;puhelin;Laskutus;ei aika;1;a@example.fi\n`);
  const { context, page, wrong } = await visit(browser, "/en/import");
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator("form.drop button[type=submit]").click();
  await page.waitForURL(/\/en\/import\/.+/);
  const mapping = await page.locator("main").innerText();
  assert.match(mapping, /looks like personal data/);
  assert.doesNotMatch(mapping, /matti\.meikalainen\d/, "an address is never shown");
  await page.locator("button[formaction$='/run']").click();
  await page.waitForFunction(() => document.querySelector("h1")?.textContent.startsWith("Imported"), null, { timeout: 30000 });
  assert.match(await page.locator("main").innerText(), /40/);
  await page.goto(`${address}/en/import`);
  const latest = page.locator("section tbody").first();
  assert.match(await latest.innerText(), /yhteydenotot\.csv/);
  const [refused] = await Promise.all([page.waitForEvent("download"), latest.locator("a[download]").click()]);
  assert.match(readFileSync(await refused.path(), "utf8"), /not a time/);
  await latest.locator("form button").click();
  await page.waitForLoadState();
  assert.match(await page.locator("section tbody").first().innerText(), /undone|taken back/i);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("an action is opened from the list and its effect can be taken apart", async () => {
  const { context, page, wrong } = await visit(browser, "/en/actions");
  await page.locator(".rows h3 a").first().click();
  await page.waitForLoadState();
  assert.match(page.url(), /\/en\/actions\/T\d+/);
  assert.ok((await page.locator("figure .c-target").count()) >= 1, "what would have been is drawn");
  await page.locator("figure details summary").click();
  assert.match(await page.locator("figure table").innerText(), /Without the action/);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("an action of one's own is foreseen, made, drawn on the timeline, ended with what was learnt, removed and brought back", async () => {
  const { context, page, wrong } = await visit(browser, "/en/actions/new");
  const form = page.locator("form.action-form");
  await form.locator("input[name=title]").fill("Call-back in the morning");
  await form.locator("select[name=metric]").selectOption("fcr_repeat");
  await form.locator("input[name=started_on]").fill("2026-03-02");
  await page.waitForFunction(() => /with this volume/i.test(document.querySelector(".foresight")?.textContent));
  const first = await form.locator(".foresight").innerText();
  await form.locator("input[name=expected]").fill("0.1");
  await form.locator("input[name=expected]").blur();
  await page.waitForFunction((first) => document.querySelector(".foresight")?.innerText !== first, first);
  assert.match(await form.locator(".foresight").innerText(), /never be told/, "so small an effect is not worth waiting for");
  await form.locator("input[name=expected]").fill("-3");
  await form.locator("button[type=submit]:not([formaction])").click();
  assert.match(await page.locator("[role=alert]").innerText(), /without a minus/);
  await form.locator("input[name=expected]").fill("3");
  await form.locator("button[type=submit]:not([formaction])").click();
  await page.waitForURL(/created=1/);
  assert.match(await page.locator("h1").innerText(), /Call-back in the morning/);
  const own = page.url().replace(/\?.*/, "");
  await page.goto(`${address}/en/timeline`);
  assert.ok((await page.locator("tr a", { hasText: "Call-back in the morning" }).count()) === 1, "an action is on the timeline");
  await page.goto(own);
  await page.locator("#own details summary").click();
  await page.locator("input[name=ended_on]").fill("2026-05-31");
  await page.locator("textarea[name=learnt]").fill("Mornings are too busy for it.");
  await page.locator("#own details button[type=submit]").click();
  await page.waitForURL(/ended=1/);
  assert.match(await page.locator("main").innerText(), /Mornings are too busy for it\./);
  await page.locator("form[action$='/removal'] button").click();
  await page.waitForURL(/removed=/);
  assert.equal(await page.locator(".rows h3", { hasText: "Call-back in the morning" }).count(), 0);
  await page.locator(".done button").click();
  await page.waitForURL(/restored=1/);
  await page.locator("form[action$='/removal'] button").click();
  assert.deepEqual(wrong.filter((line) => !/422/.test(line)), []);
  await context.close();
});

test("an event made by hand is drawn on the charts and can be removed", async () => {
  const { context, page } = await visit(browser, "/en/timeline");
  await page.locator("input[name=title]").fill("New greeting on the phone");
  await page.locator("input[name=on]").fill("2026-03-02");
  await page.locator("form.panel button[type=submit]").click();
  await page.waitForLoadState();
  assert.match(await page.locator("main").innerText(), /New greeting on the phone/);
  await page.goto(`${address}/en/metric/fcr_repeat`);
  assert.match(await page.locator("figure").first().innerHTML(), /New greeting/);
  await page.goto(`${address}/en/timeline`);
  await page.locator("tr", { hasText: "New greeting on the phone" }).locator("button").click();
  await page.waitForLoadState();
  assert.equal(await page.locator("tr", { hasText: "New greeting on the phone" }).count(), 0);
  await context.close();
});

test("a signal is put off with a reason, kept, and taken back", async () => {
  const { context, page, wrong } = await visit(browser, "/en/signals");
  const waiting = await page.locator("[data-inbox] > li").count();
  assert.ok(waiting >= 3, `${waiting} signals wait in the demo`);
  assert.match(await page.locator(".lede").innerText(), /Expected number of false signals on this page: \d/);
  const first = page.locator("[data-inbox] > li").first();
  const title = await first.locator("h2").innerText();
  await first.locator(".decide summary", { hasText: "Not now" }).click();
  await first.locator(".decide-one[open] textarea[name=reason]").fill("Holidays: too few people to look at it");
  await first.locator(".decide-one[open] input[name=who]").fill("Aino");
  await first.locator(".decide-one[open] button[type=submit]").click();
  await page.waitForURL(/decided=/);
  assert.match(await page.locator("[role=status]").innerText(), /Not now/);
  await page.locator(".shelves a", { hasText: /not now/i }).click();
  await page.waitForURL(/state=later/);
  const kept = page.locator("[data-inbox] > li").first();
  assert.equal(await kept.locator("h2").innerText(), title);
  assert.match(await kept.innerText(), /Holidays: too few people to look at it \(Aino\)/);
  await kept.locator("h2 a").click();
  await page.waitForURL(/\/en\/signals\/[a-z]+-/);
  assert.match(await page.locator("main").innerText(), /Decided: Not now/);
  await page.locator("button", { hasText: "Take it back" }).click();
  await page.waitForURL(/withdrawn/);
  await page.goto(`${address}/en/signals`);
  assert.equal(await page.locator("[data-inbox] > li").count(), waiting);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a metric is counted by hand and gets its certificate", async () => {
  const { context, page, wrong } = await visit(browser, "/en/measuring");
  await page.locator("#calibration select").selectOption("csat_top2");
  await page.locator("#calibration button[type=submit]").click();
  await page.waitForLoadState();
  const cases = await page.locator("li.case").count();
  assert.equal(cases, 20);
  for (let number = 1; number <= cases; number += 1) await page.locator(`input[name=case${number}][value=right]`).check();
  await page.locator("main form button[type=submit]").click();
  await page.waitForLoadState();
  assert.match(await page.locator(".certificate").innerText(), /Cases right 20, wrong 0/);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("reacting to a signal creates an action, also without a script; a form that cannot be taken keeps what was typed", async () => {
  const { context, page } = await visit(browser, "/en/signals", { javaScriptEnabled: false });
  const first = page.locator("[data-inbox] > li").first();
  await first.locator("h2 a").click();
  await page.locator(".decide summary", { hasText: "React" }).click();
  const form = page.locator(".decide details[open] form");
  await form.locator("input[name=title]").fill("A new template for invoices");
  await form.locator("input[name=who]").fill("Aino");
  await form.locator("textarea[name=reason]").fill("The topmost by far");
  const expected = await form.locator("input[name=expected]").inputValue();
  await form.locator("input[name=expected]").fill("a lot");
  await form.locator("button[type=submit]:not([formaction])").click();
  assert.match(await page.locator("[role=alert]").innerText(), /“a lot” is not a number/);
  assert.equal(await form.locator("input[name=title]").inputValue(), "A new template for invoices");
  await form.locator("input[name=expected]").fill(expected);
  await form.locator("button[formaction]").click();
  assert.match(await form.locator(".foresight").innerText(), /with this volume/i, "it is told before the start when its effect will show, or that it never will");
  assert.equal(await form.locator("input[name=title]").inputValue(), "A new template for invoices");
  await form.locator("button[type=submit]:not([formaction])").click();
  await page.waitForURL(/decided=/);
  assert.match(await page.locator("main").innerText(), /Action: A new template for invoices/);
  await page.locator("button", { hasText: "Take it back" }).click();
  await page.waitForURL(/withdrawn/);
  assert.doesNotMatch(await page.locator("main h2").allInnerTexts().then((all) => all.join()), /A new template/);
  await context.close();
});

test("the inbox is walked by keyboard", async () => {
  const { context, page } = await visit(browser, "/en/signals");
  await page.locator("main").focus();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  const second = await page.locator("[data-signal]").nth(1).getAttribute("href");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")), second);
  await page.keyboard.press("d");
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SUMMARY");
  assert.ok(await page.evaluate(() => document.activeElement?.checkVisibility()), "the card has opened by itself");
  await page.keyboard.press("k");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/en\/signals\/./);
  await context.close();
});

test("a newcomer sees on the first screen what to do about the three strongest signals", async () => {
  const { context, page, wrong } = await visit(browser, "/en/signals", { viewport: { width: 1440, height: 900 } });
  const cards = page.locator("[data-inbox] > li");
  for (let number = 0; number < 3; number += 1) {
    const step = cards.nth(number).locator(".signal-next");
    const box = await step.boundingBox();
    assert.ok(box.y + box.height <= 900, `the next step of card ${number + 1} ends at ${box.y + box.height} px`);
    assert.ok((await step.locator("a").innerText()).length > 10);
  }
  assert.equal(await page.locator(".signal-more[open]").count(), 1, "the first is open, the rest are folded");
  assert.deepEqual(wrong, []);
  await context.close();
});

test("charts are judged by keyboard, and a link shows the same chart without a script", async () => {
  const { context, page, wrong } = await visit(browser, "/en/help/trainer");
  await page.keyboard.press("n");
  await page.waitForURL(/round=\d+/);
  const first = await page.locator("main h2").innerText();
  await page.keyboard.press("1");
  await page.waitForURL(/answers=r&?|answers=r$/);
  assert.match(await page.locator(".trainer-answer h2").innerText(), /deserves a reaction|left alone/);
  assert.equal(await page.locator(".trainer-answer dt").count(), 5);
  await page.keyboard.press("n");
  await page.waitForURL(/chart=2/);
  assert.deepEqual(wrong, []);
  const again = page.url().replace(/answers=r&chart=2/, "answers=&chart=1");
  await context.close();
  const plain = await visit(browser, again.replace(address, ""), { javaScriptEnabled: false });
  assert.equal(await plain.page.locator("main h2").innerText(), first, "the address gives the same chart");
  await plain.page.locator("button", { hasText: "Leave it" }).click();
  assert.match(await plain.page.locator(".trainer-answer").innerText(), /How often chance does this/);
  await plain.context.close();
});

test("the keyboard walks along the chart and a point tells its figures", async () => {
  const { context, page } = await visit(browser, "/en/metric/fcr_repeat");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("href")?.startsWith("#")), true, "the first stop skips to the content");
  await page.locator("[data-chart] .stage [tabindex='0']:visible, [data-chart] .stage[tabindex='0']:visible").first().focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  const told = await page.locator("[data-chart]").first().innerText();
  assert.match(told, /%/);
  await context.close();
});

test("without a script every page still works", async () => {
  const { context, page } = await visit(browser, "/en/situation", { javaScriptEnabled: false });
  assert.ok((await page.locator("main svg").count()) > 10);
  await page.goto(`${address}/en/situation?per=month&level=strategic`);
  assert.equal(await page.locator("h1").count(), 1);
  await page.goto(`${address}/en/metric/fcr_repeat?by=channel`);
  assert.ok((await page.locator(".multiples li").count()) >= 3);
  await context.close();
});

test("without a script filters, breakdowns and tables work, and nothing is offered that would not", async () => {
  const { context, page } = await visit(browser, "/en/metric/fcr_repeat", { javaScriptEnabled: false });
  assert.equal(await page.locator("[data-copy]").isVisible(), false, "the address bar is the link");
  await page.locator("details.pill summary", { hasText: "Channel" }).click();
  await page.locator("details.pill[open] a", { hasText: "phone" }).click();
  await page.waitForURL(/channel=phone/);
  await page.locator("figure details summary").first().click();
  assert.ok((await page.locator("figure details tbody tr").count()) > 40, "the figures behind the chart");
  await page.locator("figure details tbody th a").first().click();
  await page.waitForURL(/\/records\?channel=phone/);
  assert.match(await page.locator("table.records thead").innerText(), /opened/);
  await context.close();
});

test("a link to the view is copied and the copy is announced", async () => {
  const { context, page, wrong } = await visit(browser, "/en/situation?per=month&level=strategic");
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: address });
  await page.locator("[data-copy]").click();
  const said = page.locator("[data-copy] + [aria-live]");
  await page.waitForFunction(() => document.querySelector("[data-copy] + [aria-live]").textContent !== "");
  assert.equal(await said.textContent(), "Copied");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${address}/en/situation?per=month&level=strategic`);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("on a phone a filter opens as a sheet and its shade closes it, also without a script", async () => {
  const { context, page } = await visit(browser, "/en/situation", { viewport: { width: 390, height: 844 }, hasTouch: true, javaScriptEnabled: false });
  const pill = page.locator("details.pill", { hasText: "Channel" }).first();
  await pill.locator("summary").click();
  const sheet = await pill.locator(".pill-body").boundingBox();
  assert.ok(sheet.y + sheet.height >= 843 && sheet.width === 390, JSON.stringify(sheet));
  await page.mouse.click(195, 300);
  assert.equal(await pill.getAttribute("open"), null);
  await context.close();
});

test("the language changes and the view stays", async () => {
  const { context, page } = await visit(browser, "/en/situation?per=month");
  await page.locator("a[hreflang=fi], a[lang=fi]").first().click();
  await page.waitForURL(/\/fi\/situation\?.*per=month/);
  await context.close();
});

test("a page that is not there tells where to go", async () => {
  const { context, page, response } = await visit(browser, "/en/metric/npss");
  assert.equal(response.status(), 404);
  assert.ok((await page.locator("main a").count()) >= 1);
  await context.close();
});

test("the policy forbids what is not ours", async () => {
  const { context, response } = await visit(browser, "/en/situation");
  const policy = response.headers()["content-security-policy"];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  await context.close();
});
