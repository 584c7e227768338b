"""The JSON interface: what the pages show, for programs to read.

Nothing here decides who sees what, adds anything up or writes: it finds versions, payers and
populations through the same querysets and functions as the pages, and puts what they say into
``schemas``. ``doors`` says who asks, ``answers`` what holds for every answer.
"""
