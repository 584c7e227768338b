"""What sources, checks and actions found, said in the reader's language."""
