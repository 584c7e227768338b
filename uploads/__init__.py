"""What people hand in, and anybody may have made: read at arm's length, with limits.

Knows nothing of what the files are for, nor of Django. ``process`` asks a reader in a process of
its own; ``workbooks`` is such a reader, ``books`` what it gives.
"""
