// Comfort on top of pages that work without it: tooltips and arrow keys in charts, progress of an import, closing of
// pills, dropping of files, keys of the inbox and of the charts to learn on. No markup is made from data: text goes in as text.
"use strict";

const SVG = "http://www.w3.org/2000/svg";

/** A figure with a chart: pointer and arrow keys move over its points. */
function enliven(figure) {
  const stage = figure.querySelector(".stage");
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  stage.append(tip);
  figure.append(live);
  const links = [...figure.querySelectorAll("tbody th a")].reverse();

  for (const svg of stage.querySelectorAll("svg.chart")) {
    const points = [...svg.querySelectorAll(".c-hit")].map((rect) => {
      const title = rect.querySelector("title");
      const text = title.textContent;
      // The browser's own tooltip would come on top of ours.
      title.remove();
      return { rect, text, x: Number(rect.dataset.x), y: Number(rect.dataset.y) };
    });
    if (!points.length) continue;
    let here = -1;
    const cursor = document.createElementNS(SVG, "circle");
    cursor.setAttribute("class", "c-focus");
    cursor.setAttribute("r", "8");
    cursor.setAttribute("visibility", "hidden");
    svg.append(cursor);

    const show = (index) => {
      here = index;
      const point = points[index];
      cursor.setAttribute("cx", point.x);
      cursor.setAttribute("cy", point.y);
      cursor.setAttribute("visibility", "visible");
      tip.textContent = point.text;
      tip.hidden = false;
      const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
      const left = Math.min(Math.max(point.x * scale - tip.offsetWidth / 2, 0), stage.clientWidth - tip.offsetWidth);
      let top = point.y * scale - tip.offsetHeight - 14;
      if (top < 0) top = point.y * scale + 16;
      // The CSSOM is not an inline style: the page's policy allows it.
      tip.style.left = `${left}px`;
      tip.style.top = `${top}px`;
    };
    const hide = () => {
      here = -1;
      tip.hidden = true;
      cursor.setAttribute("visibility", "hidden");
    };
    const open = () => {
      if (links.length === points.length && links[here]) links[here].click();
    };

    svg.addEventListener("pointermove", (event) => {
      const index = points.findIndex((point) => point.rect === event.target);
      if (index >= 0) show(index);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const last = points.length - 1;
      const next = { ArrowLeft: here < 0 ? last : here - 1, ArrowRight: here < 0 ? 0 : here + 1, Home: 0, End: last }[event.key];
      if (next !== undefined) {
        event.preventDefault();
        show(Math.min(Math.max(next, 0), last));
        live.textContent = points[here].text.replaceAll("\n", ", ");
      } else if (event.key === "Enter" && here >= 0) {
        open();
      } else if (event.key === "Escape") {
        hide();
      }
    });
  }
}

/** A running import: asks how far it is until it has ended, then shows the page of its result. */
async function follow(panel) {
  const phase = panel.querySelector("[data-job-phase]");
  const bar = panel.querySelector("[data-job-bar]");
  const detail = panel.querySelector("[data-job-detail]");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 700));
    try {
      const answer = await fetch(panel.dataset.job, { headers: { accept: "application/json" } });
      if (!answer.ok) continue;
      const status = await answer.json();
      if (!status.running) {
        location.reload();
        return;
      }
      phase.textContent = status.phase;
      detail.textContent = status.detail;
      if (status.percent === null) bar.removeAttribute("value");
      else bar.value = status.percent;
    } catch {
      // The server is away for a moment; the import goes on without us.
    }
  }
}

/** A button that copies the address of the view, and says so. */
function copies(button) {
  const said = button.nextElementSibling;
  let timer;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = button.dataset.copied;
    } catch {
      said.textContent = button.dataset.failed;
    }
    clearTimeout(timer);
    timer = setTimeout(() => { said.textContent = ""; }, 5000);
  });
}

/** Only one pill is open at a time; a click elsewhere or Escape closes it. */
function closePills(except) {
  for (const pill of document.querySelectorAll("details.pill[open]")) if (pill !== except) pill.open = false;
}

document.addEventListener("click", (event) => closePills(event.target.closest("details.pill")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.pill[open]");
  closePills(null);
  open?.querySelector("summary").focus();
});

/** A form that takes a dropped file. */
function takeDrops(form) {
  const input = form.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("is-over");
    });
  }
  form.addEventListener("dragleave", () => form.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("is-over");
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}

/** The inbox by keyboard: j and k go from signal to signal, d to its decision. Only while the focus is in the page's content. */
function walk(inbox) {
  const links = [...inbox.querySelectorAll("[data-signal]")];
  inbox.closest("main").addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select")) return;
    const here = links.findIndex((link) => link.closest("li").contains(target));
    if (key === "j" || key === "k") {
      const next = links[key === "j" ? here + 1 : here < 0 ? links.length - 1 : here - 1];
      next?.focus();
      next?.closest("li").scrollIntoView({ block: "nearest" });
    } else if (key === "d" && here >= 0) {
      const card = links[here].closest("li");
      const more = card.querySelector(".signal-more");
      if (more) more.open = true;
      card.querySelector(".decide summary")?.focus();
    }
  });
}

/** A form that tells how soon an effect would show: asked again when something that matters is changed. */
function foresees(form) {
  const ask = form.querySelector("[data-foresee-ask]");
  const told = form.querySelector("[data-foresee-told]");
  let asked;
  form.addEventListener("change", async (event) => {
    if (!/^(metric|expected|started_on|where\..*)$/.test(event.target.name)) return;
    asked?.abort();
    asked = new AbortController();
    const fields = new URLSearchParams(new FormData(form));
    fields.set("part", "foresight");
    told.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(ask.formAction, { method: "POST", body: fields, signal: asked.signal });
      if (answer.ok) told.innerHTML = await answer.text();
      told.removeAttribute("aria-busy");
    } catch (error) {
      // A newer question took its place, or the server is away: the button asks again.
      if (error.name !== "AbortError") told.removeAttribute("aria-busy");
    }
  });
}

/** Keys that press a button or follow a link, where the page names them. As in the inbox, only while the focus is in the page's content:
    there it is put when the page comes, so that a round goes on without the mouse. */
function takeKeys(main) {
  if (!main.querySelector("[data-key]")) return;
  main.focus({ preventScroll: true });
  main.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const wanted = [...main.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });
}

document.documentElement.classList.add("has-script");
document.querySelectorAll("[data-chart]").forEach(enliven);
document.querySelectorAll("[data-job]").forEach(follow);
document.querySelectorAll("[data-drop]").forEach(takeDrops);
document.querySelectorAll("[data-copy]").forEach(copies);
document.querySelectorAll("[data-inbox]").forEach(walk);
document.querySelectorAll("[data-foresee]").forEach(foresees);
document.querySelectorAll("main").forEach(takeKeys);
const here = document.querySelector(".rail nav [aria-current]");
here?.closest("nav").scrollTo({ left: here.offsetLeft - 24 });
