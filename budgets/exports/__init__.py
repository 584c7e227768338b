"""Files that take longer to make than a person waits for a page.

Somebody asks (``work.ask``), a worker makes it step by step, and the person watches
``/budgets/exports/<key>/`` until it can be fetched. Nobody but those who asked sees it.

How to add a kind:

1. A name in ``budgets.models.ExportKind``, and a migration for its choice.
2. A module here with a function that takes an ``Order`` and yields a ``Step`` after each piece of
   the work, of a second or a few; it returns a ``Made``. It reads all it needs before its first
   step, so that the file does not hold some of before and some of after a change. Between two steps
   it may be told to stop. It writes nothing but the file, and asks ``forms``, ``tables``, ``excel``
   and ``documents`` for its parts, so that a file and a page cannot tell different stories.
3. Its line in ``kinds.KINDS``: who may ask, the function, and the names of what it takes from
   the address, such as ``unit`` and ``rounding``. What depends on who asks must go through
   ``Order.sees``: people who see the same share one file.
4. What it is called on its page, in ``budgets.wording.exports``.
5. Where it is asked for, a form:

       <form method="post" action="{% url 'budgets:ask-export' year number 'kind' %}">

   with ``{{ form.query }}`` behind the address where the page has a choice of printing.

``complete.py`` is the shortest example, ``statements.py`` one of many steps.
"""
