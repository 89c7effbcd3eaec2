/* Small helps on top of pages that work without scripts: paste into a grid, tick all, print,
   and words for a lost connection. Nothing is kept on the machine, nothing is evaluated. */
(function () {
  "use strict";

  var OPEN_MENUS = "details.as[open], details.because[open]";

  function say(text, kind) {
    var place = document.getElementById("message");
    if (!place) return;
    var line = document.createElement("p");
    line.className = "said " + (kind || "note");
    line.textContent = text;
    place.replaceChildren(line);
  }

  /* Controls that only a script can serve are born hidden. */
  function reveal(root) {
    root.querySelectorAll("[data-needs-script][hidden]").forEach(function (part) {
      part.hidden = false;
    });
  }

  /* Paste a block of cells: rows by line, columns by tab, from the field where the cursor stands. */
  function fieldsOf(row) {
    return Array.from(row.querySelectorAll("input[type=text]:not([readonly]):not(:disabled)"));
  }

  function pasteBlock(event) {
    var field = event.target;
    var grid = field.closest && field.closest("table[data-grid]");
    if (!grid || !field.matches("input[type=text]")) return;
    var text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    var rows = Array.from(grid.tBodies[0].rows).filter(function (row) { return fieldsOf(row).length; });
    var top = rows.indexOf(field.closest("tr"));
    var left = fieldsOf(rows[top]).indexOf(field);
    var written = 0;
    var lost = 0;
    text.split("\n").forEach(function (line, down) {
      var fields = rows[top + down] ? fieldsOf(rows[top + down]) : [];
      line.split("\t").forEach(function (value, right) {
        var target = fields[left + right];
        if (!target) {
          if (value.trim()) lost += 1;
          return;
        }
        target.value = value.normalize("NFC").replace(/\u00a0/g, " ").trim();
        target.dispatchEvent(new Event("input", { bubbles: true }));
        written += 1;
      });
    });
    say(
      "Đã dán " + written + " ô, chưa ghi." + (lost ? " Còn " + lost + " ô ngoài bảng, không dán được." : ""),
      lost ? "bad" : "note"
    );
  }

  /* <input type="checkbox" data-all="unit"> ticks every box of that name in its form or table. */
  function boxesOf(master) {
    var scope = master.form || master.closest("table") || document;
    return Array.from(scope.querySelectorAll("input[type=checkbox][name='" + master.dataset.all + "']:not(:disabled)"));
  }

  function showCount(master) {
    var boxes = boxesOf(master);
    var ticked = boxes.filter(function (box) { return box.checked; }).length;
    master.checked = boxes.length > 0 && ticked === boxes.length;
    master.indeterminate = ticked > 0 && ticked < boxes.length;
    document.querySelectorAll("[data-count-of='" + master.dataset.all + "']").forEach(function (out) {
      out.textContent = String(ticked);
    });
  }

  function changed(event) {
    var box = event.target;
    if (!box.matches || !box.matches("input[type=checkbox]")) return;
    if (box.dataset.all) {
      boxesOf(box).forEach(function (other) { other.checked = box.checked; });
      showCount(box);
      return;
    }
    document.querySelectorAll("input[data-all='" + box.name + "']").forEach(showCount);
  }

  function clicked(event) {
    var button = event.target.closest("[data-print]");
    if (button) window.print();
    document.querySelectorAll(OPEN_MENUS).forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  }

  function pressed(event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll(OPEN_MENUS).forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  }

  /* After a refused form the reader stands at the list of what to mend. */
  function toErrors(root) {
    var list = root.querySelector(".sum-err");
    if (list) list.focus();
  }

  document.addEventListener("paste", pasteBlock);
  document.addEventListener("change", changed);
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("htmx:sendError", function () {
    say("Mất mạng. Chữ đã gõ còn nguyên trên trang, có mạng rồi đồng chí bấm lại.", "bad");
  });
  document.addEventListener("htmx:responseError", function (event) {
    var sent = event.detail.xhr;
    if (sent.status >= 500) say("Chưa làm được việc này, số liệu chưa ghi. Đồng chí thử lại, nếu vẫn vậy xin báo quản trị.", "bad");
    else if (sent.status === 403) say("Đồng chí không có quyền làm việc này, hoặc phiên làm việc đã hết. Mở lại trang để xem lý do.", "bad");
    else say("Máy chủ không nhận việc này. Đồng chí mở lại trang rồi thử lại.", "bad");
  });
  document.addEventListener("htmx:load", function (event) { reveal(event.target); toErrors(event.target); });
  document.addEventListener("DOMContentLoaded", function () {
    reveal(document);
    toErrors(document);
    document.querySelectorAll("input[data-all]").forEach(showCount);
  });
})();
