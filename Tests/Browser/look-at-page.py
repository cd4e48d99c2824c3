#!/usr/bin/env python3
"""Opens an HTML report in headless Chromium and prints what happened as JSON.

    look-at-page.py FILE [--shots FOLDER | --quick]

Speaks the DevTools protocol over a pipe, so that nothing but Python and Chromium is needed. Looks at: messages of the
console, requests beyond the file itself, dialogs, script that came from a value (the payloads of the test reports call
alert or set window.hacked), the filters and the sorting of the table of rules, and what people who cannot see or use no
mouse need: labels, order of headings, names of charts, heads of tables, contrast in both themes. --shots writes pictures; --quick looks only at how long the page takes to open and
at the table of rules.
"""
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time


class Browser:
    """One page of a headless Chromium."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="plumb-browser-")
        to_browser, self.send_end = os.pipe()
        self.receive_end, from_browser = os.pipe()

        def wire():
            os.dup2(to_browser, 63)
            os.dup2(from_browser, 64)
            os.dup2(63, 3)
            os.dup2(64, 4)

        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-extensions",
             "--user-data-dir=" + self.folder, "--remote-debugging-pipe", "about:blank"],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number = 0
        self.buffer = b""
        self.events = []
        target = self.call("Target.getTargets", {}, None)["targetInfos"]
        page = next(each for each in target if each["type"] == "page")
        self.session = self.call("Target.attachToTarget", {"targetId": page["targetId"], "flatten": True}, None)["sessionId"]

    def call(self, method, parameters=None, session="page"):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters or {}}
        if session == "page":
            message["sessionId"] = self.session
        os.write(self.send_end, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise SystemExit(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def read(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.receive_end, 1 << 16)
            if not piece:
                raise SystemExit("the browser went away")
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def note(self, event):
        self.events.append(event)
        if event.get("method") == "Page.javascriptDialogOpening":
            self.number += 1
            os.write(self.send_end, json.dumps({
                "id": self.number, "method": "Page.handleJavaScriptDialog", "params": {"accept": True},
                "sessionId": self.session}).encode() + b"\0")

    def wait(self, method):
        while not any(each.get("method") == method for each in self.events):
            self.note(self.read())

    def evaluate(self, text):
        answer = self.call("Runtime.evaluate", {"expression": text, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in answer:
            raise SystemExit(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


UNPACKED = """new Promise((done) => {
  const look = (rounds) => document.querySelector("noscript") && rounds > 0
    ? setTimeout(look, 20, rounds - 1)
    : done([...document.querySelectorAll("article.rule")].filter((each) => each.querySelector("h3")).length);
  look(500);
})"""

FILTERS = """(() => {
  const search = document.getElementById("search");
  if (!search) return null;
  const rows = () => [...document.querySelectorAll("#rule-table tbody tr")].filter((row) => row.offsetParent !== null);
  const found = () => document.getElementById("found").textContent;
  const result = { all: rows().length, found: found() };
  const pick = (id) => {
    const select = document.getElementById(id);
    if (select.options.length < 2) return null;
    select.value = select.options[1].value;
    select.dispatchEvent(new Event("change"));
    const key = id.replace("filter-", "");
    const shown = rows();
    const fits = shown.every((row) => row.dataset[key] === select.value);
    document.getElementById("reset").click();
    return fits ? shown.length : -1;
  };
  for (const key of ["status", "severity", "dimension", "owner", "policy"]) result[key] = pick("filter-" + key);
  const first = document.querySelector("#rule-table tbody tr .id");
  const word = first.textContent;
  search.value = word;
  search.dispatchEvent(new Event("input"));
  result.search = rows().length;
  result.searchFits = rows().every((row) => row.textContent.toLowerCase().includes(word.toLowerCase().trim()));
  search.value = "no rule has such words";
  search.dispatchEvent(new Event("input"));
  result.nothing = rows().length;
  document.getElementById("reset").click();
  result.again = rows().length;
  const head = document.querySelectorAll("#rule-table thead th")[5];
  head.querySelector("button").click();
  const numbers = () => rows().map((row) => Number(row.cells[5].dataset.sort));
  const up = numbers();
  result.ascending = up.every((value, index) => index === 0 || up[index - 1] <= value) && head.getAttribute("aria-sort");
  head.querySelector("button").click();
  const down = numbers();
  result.descending = down.every((value, index) => index === 0 || down[index - 1] >= value) && head.getAttribute("aria-sort");
  return result;
})()"""

ACCESSIBILITY = """(() => {
  const problems = [];
  const tell = (what, element) => problems.push(what + ": " + element.outerHTML.slice(0, 120));
  if (!document.documentElement.lang) problems.push("the page names no language");
  if (!document.title) problems.push("the page has no title");
  if (document.querySelectorAll("main").length !== 1) problems.push("there is not just one main part");
  if (document.querySelectorAll("h1").length !== 1) problems.push("there is not just one h1");
  let level = 0;
  for (const heading of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) tell("a heading skips a level", heading);
    if (!heading.textContent.trim()) tell("a heading is empty", heading);
    level = next;
  }
  const ids = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) tell("an id stands twice", element);
    ids.add(element.id);
  }
  for (const element of document.querySelectorAll("[aria-labelledby],[aria-describedby]")) {
    for (const id of element.getAttribute("aria-labelledby").split(" ")) if (!ids.has(id)) tell("a label is missing", element);
  }
  for (const link of document.querySelectorAll("a[href^='#']")) {
    if (!ids.has(decodeURIComponent(link.getAttribute("href").slice(1)))) tell("a link leads nowhere", link);
  }
  for (const control of document.querySelectorAll("input,select,textarea")) {
    if (!control.labels.length && !control.getAttribute("aria-label")) tell("a control has no label", control);
  }
  for (const element of document.querySelectorAll("button,a[href],summary")) {
    if (!element.textContent.trim() && !element.getAttribute("aria-label")) tell("a control has no name", element);
  }
  for (const chart of document.querySelectorAll("svg:not([aria-hidden=true])")) {
    if (chart.getAttribute("role") !== "img") tell("a chart is not an image", chart);
    if (!chart.querySelector("title")?.textContent.trim()) tell("a chart has no title", chart);
    if (!chart.querySelector("desc")?.textContent.trim()) tell("a chart has no description", chart);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption?.textContent.trim()) tell("a table has no caption", table);
    if (!table.querySelector("thead th[scope=col]")) tell("a table has no heads of columns", table);
    for (const row of table.tBodies[0].rows) {
      if (!row.querySelector("th[scope=row]")) { tell("a row has no head", row); break; }
    }
  }
  for (const region of document.querySelectorAll(".scroll,pre")) {
    if (region.tabIndex !== 0) tell("a part that scrolls cannot be reached by keyboard", region);
  }
  if (document.documentElement.scrollWidth > innerWidth + 1) {
    problems.push("the page is wider than the screen: " + document.documentElement.scrollWidth + " of " + innerWidth);
  }
  return [...new Set(problems)].slice(0, 20);
})()"""

PAPER = """(() => {
  const shown = (element) => element.checkVisibility();
  const count = (selector) => [...document.querySelectorAll(selector)].filter(shown).length;
  document.getElementById("reset")?.click();
  dispatchEvent(new Event("beforeprint"));
  const seen = {
    queries: count("pre"), closed: count("details:not([open])"), controls: count(".filters, nav.contents, #more"),
    rows: count("#rule-table tbody tr"), articles: count("article.rule > h3"), notes: count(".on-paper") };
  dispatchEvent(new Event("afterprint"));
  seen.openAfterwards = document.querySelectorAll("details[open]").length;
  return seen;
})()"""

CONTRAST = """(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => value / 255).map(
      (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const problems = new Set();
  let looked = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode() && looked < 20000) {
    const text = walker.currentNode;
    const element = text.parentElement;
    if (!text.data.trim() || ["SCRIPT", "STYLE", "title", "desc"].includes(element.tagName)) continue;
    if (element.offsetParent === null && !element.closest("svg")) continue;
    looked += 1;
    const style = getComputedStyle(element);
    const colour = parse(element.closest("svg") ? style.fill : style.color).slice(0, 3);
    const [high, low] = [light(colour), light(ground(element))].sort((one, other) => other - one);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) problems.add(ratio.toFixed(2) + " " + element.tagName + "." + element.getAttribute("class"));
  }
  return { looked, problems: [...problems].slice(0, 20) };
})()"""


def main():
    file = os.path.abspath(sys.argv[1])
    shots = sys.argv[3] if len(sys.argv) > 3 and sys.argv[2] == "--shots" else None
    browser = Browser()
    try:
        for domain in ["Page", "Runtime", "Log", "Network"]:
            browser.call(domain + ".enable")
        browser.call("Page.addScriptToEvaluateOnNewDocument", {
            "source": "window.hacked = 0; window.blocked = [];"
                      "addEventListener('securitypolicyviolation', (e) => window.blocked.push(e.violatedDirective))"})
        result = {}
        browser.call("Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False})
        start = time.monotonic()
        browser.call("Page.navigate", {"url": "file://" + file})
        browser.wait("Page.loadEventFired")
        result["load_ms"] = browser.evaluate("Math.round(performance.timing.loadEventEnd - performance.timing.navigationStart)")
        result["wall_ms"] = round((time.monotonic() - start) * 1000)
        result["articles"] = browser.evaluate(UNPACKED)
        result["whole_ms"] = round((time.monotonic() - start) * 1000)
        result["filters"] = browser.evaluate(FILTERS)
        if "--quick" not in sys.argv:
            look_closer(browser, result)
        if shots:
            for theme in ["light", "dark"]:
                for width in [1280, 390]:
                    shoot(browser, theme, width, shots)
        events = browser.events
        result["dialogs"] = sum(each.get("method") == "Page.javascriptDialogOpening" for each in events)
        result["requests"] = [
            each["params"]["request"]["url"] for each in events if each.get("method") == "Network.requestWillBeSent"
            and each["params"]["request"]["url"].split("#")[0] != "file://" + file]
        result["messages"] = [
            json.dumps(each["params"])[:300] for each in events
            if each.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")]
        print(json.dumps(result, indent=1, sort_keys=True))
    finally:
        browser.close()


def look_closer(browser, result):
    """Script that waits for a pointer, and whether everybody can use the page."""
    # What waits for a pointer: handlers of events would run now.
    browser.evaluate("document.querySelectorAll('main a').forEach((a) => { if (!a.href.startsWith('http')) a.click(); })")
    browser.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    result["accessibility"] = browser.evaluate(ACCESSIBILITY)
    result["contrast"] = {}
    for theme in ["light", "dark"]:
        browser.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        result["contrast"][theme] = browser.evaluate(CONTRAST)
    browser.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = false; })")
    browser.call("Emulation.setEmulatedMedia", {"media": "print"})
    result["paper"] = browser.evaluate(PAPER)
    browser.call("Emulation.setEmulatedMedia", {"media": ""})
    browser.call("Emulation.setDeviceMetricsOverride", {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True})
    result["phone"] = browser.evaluate(ACCESSIBILITY)
    result["script_elements"] = browser.evaluate("document.querySelectorAll('script').length")
    result["handlers"] = browser.evaluate(
        "[...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).filter((a) => /^on/i.test(a.name)).length")
    result["addresses"] = browser.evaluate(
        "[...new Set([...document.querySelectorAll('[href],[src]')].map((e) => (e.getAttribute('href') || "
        "e.getAttribute('src')).split(':')[0]).map((s) => s.startsWith('#') ? '#' : s))]")
    result["hacked"] = browser.evaluate("window.hacked")
    result["blocked"] = browser.evaluate("window.blocked")


def shoot(browser, theme, width, folder):
    """Pictures of the whole page, 1,600 pixels each."""
    browser.evaluate(f"document.documentElement.dataset.theme = '{theme}'; scrollTo(0, 0)")
    browser.call("Emulation.setDeviceMetricsOverride", {"width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": width < 600})
    height = browser.evaluate("document.documentElement.scrollHeight")
    for number in range(min(12, (height + 1599) // 1600)):
        picture = browser.call("Page.captureScreenshot", {
            "captureBeyondViewport": True,
            "clip": {"x": 0, "y": number * 1600, "width": width, "height": min(1600, height - number * 1600), "scale": 1}})
        with open(os.path.join(folder, f"{theme}-{width}-{number}.png"), "wb") as file:
            file.write(base64.b64decode(picture["data"]))


main()
