// The hub's own script: keys, copying, the player. Every page reads without it; it makes no request and writes no HTML.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function typing(target) {
    return target.closest && target.closest("input,textarea,select,[contenteditable]");
  }

  function rows() {
    return Array.prototype.slice.call(document.querySelectorAll(".row")).filter(function (row) { return row.offsetParent !== null; });
  }

  function move(step) {
    var all = rows(), now = all.findIndex(function (row) { return row.classList.contains("at"); });
    var next = Math.max(0, Math.min(all.length - 1, now + step));
    if (!all.length) { return; }
    if (now >= 0) { all[now].classList.remove("at"); }
    all[next].classList.add("at");
    all[next].scrollIntoView({ block: "nearest" });
    var link = all[next].querySelector("h3 a") || all[next].querySelector("a.t") || all[next].querySelector("a");
    if (link) { link.focus({ preventScroll: true }); }
  }

  // Server-sent events: what is live on a page is asked for again when the archive has moved.
  function listen() {
    var part = document.querySelector("[data-events]");
    if (!part || !window.EventSource) { return; }
    var stream = new EventSource(part.dataset.events);
    stream.addEventListener("changed", function () {
      var now = document.querySelector("[data-events]");
      if (now) { now.dispatchEvent(new CustomEvent("hub:changed")); }
    });
    window.addEventListener("pagehide", function () { stream.close(); });
  }

  // Files dropped anywhere on a page that has a form for them.
  function drops() {
    var form = document.querySelector("form.drop");
    if (!form) { return; }
    var field = form.querySelector("input[type=file]");
    document.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("over"); });
    document.addEventListener("dragleave", function (event) { if (!event.relatedTarget) { form.classList.remove("over"); } });
    document.addEventListener("drop", function (event) {
      event.preventDefault();
      form.classList.remove("over");
      if (event.dataTransfer && event.dataTransfer.files.length) { field.files = event.dataTransfer.files; form.requestSubmit(); }
    });
  }

  // Every statement on a list can be copied with its source from where it stands.
  function part(row, name) {
    var found = row.querySelector(name);
    return found ? found.textContent : "";
  }

  function copying(within) {
    within.querySelectorAll(".row").forEach(function (row) {
      var where = row.querySelector(".where");
      if (where && row.querySelector(".w") && row.querySelector("a.t") && !row.querySelector(".copy")) {
        where.append(" ", window.ewCopyButton());
      }
    });
  }

  document.addEventListener("click", function (event) {
    var copy = event.target.closest(".row .copy");
    if (!copy) { return; }
    var row = copy.closest(".row"), time = row.querySelector("a.t");
    window.ewCopy(copy, window.ewCitation({
      words: part(row, ".w"), who: part(row, ".who"), title: part(row, ".title"), show: part(row, ".show"), day: part(row, ".day"),
      time: /\bt=/.test(time.hash) ? time.textContent : "", link: time.href
    }));
  });

  // A time was clicked to be heard: the item's page plays it, where the browser lets it.
  document.addEventListener("click", function (event) {
    var time = event.target.closest("a.t");
    if (!time || !/\bt=/.test(time.hash) || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    try { sessionStorage.setItem("earwitness:play", time.href); } catch (_error) { /* then a second click plays it */ }
  });

  // Moments are written in UTC; here they are told as this reader's clock has them.
  function moments(within) {
    within.querySelectorAll("time[datetime]").forEach(function (element) {
      var then = new Date(element.dateTime), today = new Date();
      if (isNaN(then) || element.title) { return; }
      var days = Math.round((new Date(today).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 864e5);
      var day = { day: "numeric", month: "short" };
      if (then.getFullYear() !== today.getFullYear()) { day.year = "numeric"; }
      element.title = element.textContent;
      element.textContent = (days === 0 ? "today" : days === 1 ? "yesterday" : then.toLocaleDateString("en-GB", day)) + ", " +
        then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    });
  }

  // What a form asks for as one types is the page's address, so that going back comes back to it.
  var typed = 0;
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (!form || !form.hasAttribute("hx-get")) { return; }
    clearTimeout(typed);
    typed = setTimeout(function () {
      var given = new URLSearchParams();
      new FormData(form).forEach(function (value, name) { if (value && !(name === "sort" && value === "relevance")) { given.append(name, value); } });
      history.replaceState(history.state, "", form.getAttribute("action") + (String(given) ? "?" + given : ""));
    }, 300);
  });

  function dress() { copying(document); moments(document); }
  dress();
  new MutationObserver(dress).observe(document.getElementById("content"), { childList: true, subtree: true });
  listen();
  drops();

  var going = 0;
  var PLACES = { t: "today", i: "items", n: "entities", q: "quotes" };

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && event.target.type === "search" && !event.target.value) { event.target.blur(); }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    var place = Date.now() - going < 1500 && PLACES[event.key];
    going = event.key === "g" ? Date.now() : 0;
    if (place) {
      var link = document.querySelector('#pages a[data-page="' + place + '"]');
      if (link) { link.click(); }
    } else if (event.key === "c") {
      var copy = document.querySelector(".row.at .copy");
      if (copy) { copy.click(); }
    } else if (event.key === "j") { move(1); }
    else if (event.key === "k") { move(-1); }
    else if (event.key === "/" || event.key === "s") {
      var box = document.querySelector("main input[type=search]") || document.getElementById("q");
      if (box) { event.preventDefault(); box.focus(); }
    } else if (event.key === "?") {
      var keys = document.getElementById("keys");
      if (keys && keys.showModal) { keys.showModal(); }
    }
  });
})();
