"""The list of every report a hat may open, its page, and its XLSX, PDF and CSV; "my files" for long ones.

A report is declared by the module that owns its numbers (`reports.py`: query, columns, layout; kit.report);
this module only shows what the manifests bring.
"""
