// The hub's own script: keys, copying, the player. Every page reads without it; it makes no request and writes no HTML.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function typing(target) {
    return target.closest && target.closest("input,textarea,select,[contenteditable]");
  }

  function rows() { return Array.prototype.slice.call(document.querySelectorAll(".row")); }

  function move(step) {
    var all = rows(), now = all.findIndex(function (row) { return row.classList.contains("at"); });
    var next = Math.max(0, Math.min(all.length - 1, now + step));
    if (!all.length) { return; }
    if (now >= 0) { all[now].classList.remove("at"); }
    all[next].classList.add("at");
    all[next].scrollIntoView({ block: "nearest" });
    var link = all[next].querySelector("a");
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

  listen();
  drops();

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) { return; }
    if (event.key === "j") { move(1); }
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
