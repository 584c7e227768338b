"""What a budget is in numbers: plain Python that knows no database, clock or file.

Amounts are ``Decimal`` kronor with two decimals, or whole numbers of a smallest unit where a
function says so. Nothing here is rounded through a float.
"""
