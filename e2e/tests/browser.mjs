// A real Chromium, one for all tests of a file; a fresh context (no cookies) for each visit.
import { chromium } from "playwright-core";

export const address = process.env.LUOTSI_ADDRESS;
export const languages = ["fi", "sv", "en"];

// Every page that a reader can come to from the navigation, below the language.
export const pages = ["situation", "signals", "metric/fcr_repeat", "metrics", "measuring", "actions", "import", "timeline", "brief", "help"];

// Pages that are audited, but whose words are held by others.
export const further = ["situation?per=month&level=strategic&metrics=all", "metric/fcr_repeat?by=team", "metric/handle_s_median?by=channel", "metric/fcr_repeat/records?period=2026-W20&part=numerator", "metric/fcr_repeat/why", "metrics?q=zzzz", "actions/T01", "actions/new?metric=fcr_repeat", "help/glossary", "help/trainer?round=4711", "help/trainer?round=4711&answers=rl&chart=2", "help/trainer?round=4711&answers=rlrlrlrlrl&chart=11", "signals?state=later", "signals?kind=target&level=strategic"];

const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";
// Without these Chromium asks the network for updates and hosts at every start.
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function launch() {
  return chromium.launch({ executablePath: executable, args: quiet });
}

// Signals are worked out in the background, at the start and after an import: pages are looked at when that is over.
export async function settled() {
  for (let step = 0; step < 600; step += 1) {
    const status = await (await fetch(`${address}/en/signals/status`)).json();
    if (!status.running) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error("the signals were not worked out in five minutes");
}

// Visits a page and keeps what went wrong on it: errors of scripts, refusals by the security policy, requests elsewhere.
export async function visit(browser, path, options = {}) {
  if (/\/(signals|situation)/.test(path)) await settled();
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith("data:")) wrong.push(`request to ${request.url()}`);
  });
  const response = await page.goto(`${address}${path}`);
  return { context, page, wrong, response };
}
