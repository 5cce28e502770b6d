"""Official forms as PDF: plain facts in, the same bytes out every time. No database, no Django, no clock.

Each module holds the facts of its form as frozen dataclasses and ``render``; the layouts are the ``.typ`` files
in ``layouts/``. Facts travel to a layout as JSON and are never read as markup. docs/forms.md lists the forms.
"""
