"""What pages are built of: template tags with their templates, the map, the gallery page.

The tags are built in (``web.templatetags.dangvu``); the gallery shows each in its states, and its
templates are the pattern to copy for what is plain HTML:

* ``table.flow``: every ``table``, ``thead``, ``tbody``, ``tfoot``, ``tr``, ``th``, ``td`` carries
  its ``role``, for on a phone the table becomes rows of facts. The row's header is a ``th`` with
  the link. ``data-l`` is the label a cell takes along, ``full`` gives it the whole row, ``corner``
  puts it beside the name, ``hide`` leaves it to the unit's page. ``early`` folds wide tables
  already on small desks; columns marked ``rare`` (head and cells) go first with larger letters.
* ``table.grid[data-grid]``: fields in cells, each with ``aria-label``; a block can be pasted.
* ``input[data-all="name"]`` ticks every box of that name; what needs a script is born
  ``hidden`` with ``data-needs-script``. ``[data-count-of="name"]`` shows how many are ticked.
* ``fieldset`` + ``label.pick`` for one of, or some of; in forms ``{% field %}`` writes them.
* ``ul.tree``: ``p`` with the link, then ``details`` whose ``summary`` opens what lies beneath.
* ``body`` classes: ``wide`` prints on A4 landscape, ``official`` in the margins of an official
  paper; ``shell/paper.html`` is the base of the annex, its column widths are ``th.w-no``,
  ``w-month``, ``w-figure``, ``w-class``, ``w-note``.
"""
