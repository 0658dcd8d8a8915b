"use strict";
{
  const $ = (id) => document.getElementById(id);
  const block = JSON.parse($("block").textContent);
  const root = document.documentElement;
  const NBSP = "\u00a0";
  const LEVEL = block.level;
  let side = 0; // 0 Kazakh, 1 Russian

  const word = (key, slots = {}) =>
    block.words[key][side].replace(/\{(\w+)\}/g, (_, name) => slots[name]);

  // Figures as the server writes them: half up, thousands apart, decimal comma.
  const figure = (value, places) => {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    let text = String(size);
    if (places > 0 && size < 1e15) text = Number(`${Math.round(`${text}e${places}`)}e-${places}`).toFixed(places);
    const [whole, part] = text.split(".");
    const shown = whole.replace(/\B(?=(\d{3})+(?!\d))/g, NBSP) + (part ? `,${part}` : "");
    return (value < 0 ? "−" : "") + shown;
  };
  const placesOf = (row) => block.rows[row][4];
  const written = (value, row) =>
    value === null || value === undefined ? "–"
      : placesOf(row) < 0 ? `${figure(value, 1)}%` : figure(value, placesOf(row));
  const percent = (part, whole) => {
    if (part === null || whole === null || part === undefined || whole === undefined || !whole) return null;
    const share = part / whole;
    if (share < 0 || share > 1) return null;
    // The shortest digits of the quotient, moved two places: halves then go up as they do on the server.
    const text = String(share);
    return text.includes("e") ? 0 : Number(`${Math.round(`${text}e3`)}e-1`);
  };

  const make = (name, text = "", kind = "") => {
    const element = document.createElement(name);
    if (kind) element.className = kind;
    element.append(text);
    return element;
  };

  const nameOf = (unit) => block.units[unit][side];
  const kindOf = (row) => word(block.rows[row][6] ? "total" : "state");
  const labelOf = (key) =>
    block.measures[key] && key.includes("/") ? block.measures[key][7 + side] : block.rows[key][side];
  const now = block.dates.length - 1;
  const counts = (unit) => ["on_time", "late"].includes(block.units[unit][2]);
  const places = Object.fromEntries(block.order.map((row, place) => [row, place]));
  const past = (unit, row) => (block.past[unit] || [])[places[row]] || [];
  // Where a unit's figure of this date stands: how it entered, the week's figure, a reason, and the place.
  const cellOf = (unit, row) => {
    const told = (block.cells[unit] || {})[row];
    if (!told) return null;
    const [mark, week = null, reason = "", ...own] = told;
    const [cell, weekCell, sheet] = own.length ? own : block.usual[row];
    return { mark: block.marks[mark][side], week, reason, cell, weekCell, sheet };
  };
  const current = (unit, row) => {
    const value = counts(unit) ? past(unit, row)[now] : null;
    return value === undefined ? null : value;
  };
  const districts = Object.keys(block.units).filter((unit) => unit !== LEVEL);
  const sumOn = (row, place) => {
    if (placesOf(row) < 0) return null;
    const given = Object.keys(block.past)
      .filter((unit) => unit !== LEVEL)
      .map((unit) => past(unit, row)[place])
      .filter((value) => value !== null && value !== undefined);
    return given.length ? Number(given.reduce((a, b) => a + b, 0).toFixed(6)) : null;
  };
  const valueOf = (unit, key) => {
    const [part, whole] = key.split("/");
    return whole ? percent(current(unit, part), current(unit, whole)) : current(unit, part);
  };
  const valueText = (value, key) =>
    value === null ? "–" : key.includes("/") ? `${figure(value, 1)}%` : written(value, key);

  // Every figure becomes a button; without this script it is plain text.
  for (const span of document.querySelectorAll("[data-figure]")) {
    const button = make("button", "", `${span.className}`);
    button.type = "button";
    button.dataset.figure = span.dataset.figure;
    button.setAttribute("aria-haspopup", "dialog");
    button.append(...span.childNodes);
    span.replaceWith(button);
  }
  for (const each of document.querySelectorAll(".controls, .hint, #chosen")) each.hidden = false;

  // Where a figure comes from.
  const dialog = $("source");
  const list = (pairs) => {
    const found = make("dl");
    for (const [key, value] of pairs) {
      if (value !== undefined && value !== null && value !== "") found.append(make("dt", word(key)), make("dd", value));
    }
    return found;
  };
  const table = (heads, rows, caption, align = "right") => {
    const found = make("table");
    if (caption) found.append(make("caption", caption));
    const head = make("tr");
    heads.forEach((text, place) => {
      const cell = make("th", text, place ? align : "");
      cell.scope = "col";
      head.append(cell);
    });
    const top = make("thead"), body = make("tbody");
    top.append(head);
    for (const row of rows) {
      const line = make("tr");
      row.forEach((content, place) => {
        const cell = make(place ? "td" : "th", content, place ? align : "");
        if (!place) cell.scope = "row";
        line.append(cell);
      });
      body.append(line);
    }
    found.append(top, body);
    const box = make("div", found, "wide");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption || word("unit"));
    return box;
  };
  const link = (unit, key, text) => {
    const button = make("button", text, "figure");
    button.type = "button";
    button.dataset.figure = `${unit}|${key}`;
    button.setAttribute("aria-label", `${unit ? nameOf(unit) : word("region")}: ${text}`);
    return button;
  };
  const signed = (change, row) =>
    change === null ? "–" : (change > 0 ? "+" : "") + written(Number(change.toFixed(6)), row);
  const byDate = (values, row, extra) => {
    let before = null;
    const rows = values.map((value, place) => {
      const change = value === null || value === undefined || before === null ? null : value - before;
      if (value !== null && value !== undefined) before = value;
      return [block.dates[place], written(value, row), extra ? extra(place) : signed(change, row)];
    });
    return table([word("day"), kindOf(row), word(extra ? "reported" : "change")], rows, word("history"));
  };

  const rowText = (row) => `${row} – ${block.rows[row][side]} (${block.rows[row][2 + side]})`;
  const sourceOf = (unit, row) => {
    const cell = cellOf(unit, row);
    const found = [];
    found.push(list([
      ["row", rowText(row)],
      ["value", written(current(unit, row), row)],
      ["week", cell && cell.week !== null ? written(cell.week, row) : ""],
      ["status", counts(unit) ? (cell ? cell.mark : word("no-cell")) : word("missing")],
      ["sheet", cell && cell.sheet],
      ["cell", cell && cell.cell],
      ["week-cell", cell && cell.weekCell],
      ["reason", cell && cell.reason],
    ]));
    return found;
  };
  const fileOf = (unit) => {
    const [, , status, received, file, sha] = block.units[unit];
    return list([
      ["report", word(status === "missing" ? "missing-status" : status)],
      ["file", file], ["received", received], ["sha256", sha],
    ]);
  };
  const full = (unit, row) => block.dates.map((_, place) => {
    const value = past(unit, row)[place];
    return value === undefined ? null : value;
  });

  const tell = (unit, key) => {
    const parts = key.split("/");
    const body = $("source-body");
    const title = `${unit ? nameOf(unit) : word("region")}: ${labelOf(key)}`;
    $("source-title").textContent = title;
    body.replaceChildren();
    if (block.steps[key]) {
      const standing = block.steps[key];
      body.append(table(
        [word("unit"), word("progress"), word("done-on"), word("told-on"), word("cell"), word("document")],
        Object.entries(standing).map(([code, [progress, done, told, paper]]) => {
          const cell = cellOf(code, key);
          const place = cell ? `${cell.sheet}!${cell.cell}` : "–";
          return [nameOf(code), block.progress[progress][side], done || "–", told || "–", place, paper || "–"];
        }), "", "left",
      ));
    } else if (unit) {
      if (parts.length > 1) {
        body.append(list([["value", valueText(valueOf(unit, key), key)]]));
        body.append(make("p", word("quotient", { part: parts[0], whole: parts[1] })));
      }
      for (const row of parts) {
        body.append(...sourceOf(unit, row));
        if (parts.length === 1) continue;
        body.append(byDate(full(unit, row), row));
      }
      body.append(fileOf(unit));
      if (parts.length === 1) body.append(byDate(full(unit, key), key));
      if (unit !== LEVEL) body.append(make("p", link("", key, word("back"))));
    } else {
      const given = districts.filter((code) => parts.every((row) => current(code, row) !== null));
      const total = block.measures[key] ? block.measures[key][6] : "";
      body.append(list([...parts.map((row) => ["row", rowText(row)]), ["value", total || (placesOf(parts[0]) < 0 ? word("not-summed") : word("blank"))]]));
      if (parts.length > 1) body.append(make("p", word("quotient", { part: parts[0], whole: parts[1] })));
      else if (total) body.append(make("p", word("sum", { count: given.length })));
      if (parts.length === 1 && placesOf(key) >= 0) {
        body.append(byDate(block.dates.map((_, place) => sumOn(key, place)), key,
          (place) => `${block.reported[place]} / ${block.expected[place]}`));
      }
      const rows = districts.map((code) => [
        nameOf(code),
        ...(parts.length > 1 ? parts.map((row) => written(current(code, row), row)) : []),
        link(code, key, valueText(valueOf(code, key), key)),
      ]);
      body.append(table([word("unit"), ...(parts.length > 1 ? parts : []), word("value")], rows));
    }
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    $("source-title").focus();
  };
  let opener = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-figure]");
    if (!button) return;
    if (!dialog.contains(button)) opener = button;
    const [unit, key] = button.dataset.figure.split("|");
    tell(unit, key);
  });
  $("source-close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => { if (opener) opener.focus(); });

  // The map and the chart of the indicator chosen.
  const pick = $("measure");
  for (const key of Object.keys(block.measures)) {
    const sheet = key.includes("/") ? "" : block.rows[key][5];
    let group = [...pick.children].find((each) => each.dataset.sheet === sheet);
    if (!group) {
      group = make("optgroup");
      group.dataset.sheet = sheet;
      pick.append(group);
    }
    const option = make("option");
    option.value = key;
    group.append(option);
  }
  pick.value = Object.keys(block.measures)[0];
  const paint = () => {
    const key = pick.value;
    const [step, ...rest] = block.measures[key];
    for (const tile of document.querySelectorAll("button.tile")) {
      const [unit] = tile.dataset.figure.split("|");
      const value = valueOf(unit, key);
      const shade = value === null ? "none" : `shade-${Math.max(0, Math.min(4, Math.floor(value / step)))}`;
      tile.className = `tile ${counts(unit) ? shade : "silent"}`;
      tile.dataset.figure = `${unit}|${key}`;
      tile.querySelector(".value").textContent = valueText(value, key);
    }
    document.querySelectorAll(".bounds").forEach((bounds, place) => {
      bounds.textContent = rest[place];
      // Classes that no figure can fall into are not explained.
      bounds.parentElement.hidden = place > 0 && bounds.textContent === rest[place - 1];
    });
    $("map-name").textContent = labelOf(key);
    const total = $("map-region");
    total.replaceChildren();
    if (rest[5]) total.append(` – ${word("region").toLowerCase()}: `, link("", key, rest[5]));
    const rows = key.split("/");
    const totals = block.dates.map((_, place) => {
      const sums = rows.map((row) => sumOn(row, place));
      return rows.length > 1 ? percent(sums[0], sums[1]) : sums[0];
    });
    const top = rows.length > 1 ? 100 : Math.max(0, ...totals.filter((value) => value !== null)) || 1;
    $("chosen-name").textContent = labelOf(key);
    $("chosen-kind").textContent = kindOf(rows[0]);
    $("chosen").hidden = totals.every((value) => value === null);
    $("chosen-rows").replaceChildren(...totals.map((value, place) => {
      const line = make("tr", "", place === now ? "now" : "");
      const day = make("th", block.dates[place]);
      day.scope = "row";
      const bar = make("td", "", "bar");
      const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      picture.setAttribute("aria-hidden", "true");
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      rect.setAttribute("height", "100%");
      rect.setAttribute("width", `${Math.max(0, (100 * (value || 0)) / top).toFixed(2)}%`);
      picture.append(rect);
      if (value !== null) bar.append(picture);
      line.append(day, make("td", valueText(value, key), "right"), bar, make("td", `${block.reported[place]} / ${block.expected[place]}`, "right"));
      return line;
    }));
    describe();
  };
  pick.addEventListener("change", paint);

  // What a figure alone does not say to a screen reader.
  const describe = () => {
    for (const button of document.querySelectorAll("main button[data-figure]")) {
      const [unit, key] = button.dataset.figure.split("|");
      const value = (button.querySelector(".value") || button).textContent.trim();
      const silent = unit && !counts(unit) ? `, ${word(block.units[unit][2] === "returned" ? "returned" : "missing-status")}` : "";
      button.setAttribute("aria-label", `${value} – ${unit ? nameOf(unit) : word("region")}, ${labelOf(key)}${silent}`);
    }
  };

  // Sorting and filtering.
  const textOf = (element) =>
    (element.querySelector(`[lang="${["kk", "ru"][side]}"]`) || element).textContent.trim();
  const compare = () => new Intl.Collator(["kk", "ru"][side], { numeric: true }).compare;
  for (const sorted of document.querySelectorAll("table.sorted")) {
    const heads = [...sorted.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const button = make("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const numbers = head.dataset.sort === "number";
        const falling = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") === "ascending" : numbers && place > 3;
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        const order = compare();
        const keyed = [...sorted.tBodies[0].rows].map((row, index) => {
          const cell = row.cells[place];
          return [cell.dataset.value === undefined ? textOf(cell) : cell.dataset.value, row, index];
        });
        keyed.sort(([a, , i], [b, , j]) => {
          if (a === "" || b === "") return (a === "") - (b === "") || i - j;
          const found = numbers ? Number(a) - Number(b) : order(a, b);
          return (falling ? -found : found) || i - j;
        });
        sorted.tBodies[0].append(...keyed.map(([, row]) => row));
      });
    });
  }
  const refresh = [];
  for (const filters of document.querySelectorAll("[data-filters]")) {
    const target = $(filters.dataset.filters);
    const items = target.tBodies ? [...target.tBodies[0].rows] : [...target.querySelectorAll(".item")];
    const apply = () => {
      let count = 0;
      for (const item of items) {
        const fits = [...filters.querySelectorAll("[data-by]")].every((field) => {
          if (!field.value) return true;
          if (field.dataset.by) return item.dataset[field.dataset.by] === field.value;
          const heading = item.closest(".group");
          const words = `${heading ? heading.querySelector("h3").innerText : ""} ${item.textContent}`;
          return words.replaceAll("\u00ad", "").toLocaleLowerCase().includes(field.value.trim().toLocaleLowerCase());
        });
        item.hidden = !fits;
        count += fits;
      }
      const asked = [...filters.querySelectorAll("[data-by]")].some((field) => field.value);
      for (const group of target.querySelectorAll(".group")) {
        group.hidden = !group.querySelector(".item:not([hidden])");
        if (asked) group.open = true;
      }
      const told = word("shown", { count, total: items.length });
      const shown = filters.querySelector(".shown");
      if (shown.textContent !== told) shown.textContent = told;
    };
    filters.addEventListener("input", apply);
    filters.addEventListener("change", apply);
    refresh.push(apply);
  }

  // The language: everything is there in both, one is shown.
  const speak = (language) => {
    side = language === "ru" ? 1 : 0;
    root.dataset.language = root.lang = language;
    for (const button of document.querySelectorAll("button[data-language]")) {
      button.setAttribute("aria-pressed", button.dataset.language === language);
    }
    for (const each of document.querySelectorAll("[data-kk]")) {
      const text = each.dataset[language];
      if (each.tagName === "OPTION") each.textContent = text;
      else each.setAttribute("aria-label", text);
    }
    for (const group of pick.children) {
      group.label = group.dataset.sheet ? block.sheets[group.dataset.sheet][side] : word("shares");
    }
    for (const option of pick.options) {
      option.textContent = (option.value.includes("/") ? "" : `${option.value} `) + labelOf(option.value);
    }
    $("source-close").textContent = word("close");
    paint();
    for (const apply of refresh) apply();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-language]");
    if (button) speak(button.dataset.language);
  });
  speak("kk");

  // Print: the language shown, or both.
  $("print-both").addEventListener("change", (event) => { root.dataset.print = event.target.checked ? "both" : "one"; });
  const closed = [];
  window.addEventListener("beforeprint", () => {
    closed.push(...document.querySelectorAll("details:not([open])"));
    for (const each of closed) each.open = true;
  });
  window.addEventListener("afterprint", () => { for (const each of closed.splice(0)) each.open = false; });
  $("print").addEventListener("click", () => window.print());
}
