/// The script of the page: filters and sorts the table of rules, changes the theme, opens everything for printing.
///
/// The only elements it makes are those that the page holds as `noscript`, escaped like all others; it asks nothing of
/// the network. Without it, the page shows everything.
enum PageScript {
    /// What is done before anything is shown: rows beyond the first page are left out from the start.
    static let early = """
        document.documentElement.classList.add("js");
        """

    /// What is done when everything is there.
    static let text = """
        "use strict";
        (() => {
        const root = document.documentElement;
        const byID = (id) => document.getElementById(id);
        const theme = byID("theme");
        theme.hidden = false;
        theme.addEventListener("click", () => {
          const isDark = root.dataset.theme
            ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
          root.dataset.theme = isDark ? "light" : "dark";
        });
        \(unpacking)
        \(printing)
        const table = byID("rule-table");
        if (!table) return;
        const body = table.tBodies[0];
        const rows = Array.from(body.rows);
        const keys = ["status", "severity", "dimension", "owner", "policy"];
        const pageSize = 200;
        let limit = pageSize;
        let order = rows;
        \(filtering)
        \(sorting)
        })();
        """

    /// Elements cost a browser far more than their text does: rules far down become elements once the page is open, a few
    /// at a time, so that it stays answerable; soon all are there for its own search.
    private static let unpacking = """
        const packed = Array.from(document.querySelectorAll("article>noscript"));
        const unpack = (most) => {
          packed.splice(0, most).forEach((each) => { each.outerHTML = each.textContent; });
        };
        const unpackSoon = () => {
          unpack(100);
          if (packed.length) setTimeout(unpackSoon);
        };
        addEventListener("load", () => setTimeout(unpackSoon));
        """

    private static let printing = """
        let closed = [];
        addEventListener("beforeprint", () => {
          unpack(packed.length);
          closed = Array.from(document.querySelectorAll("details:not([open],.sql)"));
          closed.forEach((each) => { each.open = true; });
        });
        addEventListener("afterprint", () => { closed.forEach((each) => { each.open = false; }); });
        """

    private static let filtering = """
        const show = () => {
          const words = byID("search").value.toLowerCase().split(/\\s+/).filter(Boolean);
          const wanted = keys.map((key) => [key, byID("filter-" + key).value]).filter((pair) => pair[1] !== "");
          let found = 0;
          for (const row of order) {
            let fits = wanted.every((pair) => row.dataset[pair[0]] === pair[1]);
            if (fits && words.length) {
              row.words = row.words || row.textContent.toLowerCase();
              fits = words.every((word) => row.words.includes(word));
            }
            if (fits) found += 1;
            row.hidden = !fits;
            row.classList.toggle("beyond", fits && found > limit);
          }
          byID("found").textContent = found + " of " + rows.length + (rows.length === 1 ? " rule" : " rules");
          byID("more").hidden = found <= limit;
        };
        const showAgain = () => { limit = pageSize; show(); };
        byID("search").addEventListener("input", showAgain);
        keys.forEach((key) => byID("filter-" + key).addEventListener("change", showAgain));
        byID("more").addEventListener("click", () => { limit += 1000; show(); });
        byID("reset").addEventListener("click", () => {
          byID("search").value = "";
          keys.forEach((key) => { byID("filter-" + key).value = ""; });
          showAgain();
        });
        document.querySelectorAll("[data-only]").forEach((link) => link.addEventListener("click", () => {
          keys.forEach((key) => { byID("filter-" + key).value = ""; });
          byID("filter-" + link.dataset.only).value = link.dataset.value;
          showAgain();
        }));
        show();
        """

    private static let sorting = """
        const collator = new Intl.Collator("en", { numeric: true });
        const value = (row, index) => row.cells[index].dataset.sort || row.cells[index].textContent;
        Array.from(table.tHead.rows[0].cells).forEach((head, index) => {
          const button = head.querySelector("button");
          button.addEventListener("click", () => {
            const goesDown = head.getAttribute("aria-sort") === "ascending";
            table.querySelectorAll("[aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
            head.setAttribute("aria-sort", goesDown ? "descending" : "ascending");
            const sign = goesDown ? -1 : 1;
            order = rows.map((row) => [value(row, index), row])
              .sort((left, right) => sign * collator.compare(left[0], right[0])).map((pair) => pair[1]);
            body.append(...order);
            show();
          });
        });
        """
}
