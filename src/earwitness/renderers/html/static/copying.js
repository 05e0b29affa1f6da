
(function () {
  "use strict";
  // The words as they stand in the source, who said them, in what, when, at which second, and the address that leads there.
  window.ewCitation = function (parts) {
    var place = [parts.who, parts.title, parts.show !== parts.title && parts.show, parts.day, parts.time, parts.link];
    return "“" + parts.words.trim() + "” — " + place.filter(Boolean).map(function (part) { return part.trim(); }).join(", ");
  };

  window.ewCopy = function (button, text) {
    function done() {
      button.textContent = "Copied";
      button.classList.add("done");
      setTimeout(function () { button.textContent = "Copy"; button.classList.remove("done"); }, 1500);
    }
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(done, function () { offer(button, text, done); });
    } else { offer(button, text, done); }
  };

  function offer(button, text, done) {
    var box = document.createElement("textarea");
    box.className = "copied";
    box.readOnly = true;
    box.rows = 3;
    box.value = text;
    box.setAttribute("aria-label", "The citation, ready to be copied");
    button.after(box);
    box.select();
    var copied = false;
    try { copied = document.execCommand("copy"); } catch (_error) { copied = false; }
    if (copied) { box.remove(); button.focus({ preventScroll: true }); done(); }
    else { box.addEventListener("blur", function () { box.remove(); }); }
  }

  window.ewCopyButton = function () {
    var button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", "Copy with source");
    return button;
  };
})();
