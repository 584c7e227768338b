"""What the core and the actions found, said in the reader's language.

Pages and spreadsheets say the same words because both take them from here.
"""
