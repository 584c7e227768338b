"""Workbooks: the only place that speaks openpyxl."""
