"""What publishes populations, read into plain rows.

Nothing here knows the database or the reader's language: a source gives an ``Extract``, or raises
``SourceRefused`` with the reason and what belongs to it. Whether the figures can be believed is
asked of ``checks``; the sentences are in ``municipalities.wording.sources``.
"""
