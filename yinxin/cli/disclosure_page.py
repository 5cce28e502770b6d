"""``docs/disclosure.md``: how published figures come about, with the very queries (N23)."""

from __future__ import annotations

_TEXT = """# Disclosure

What the centre publishes (N23): how far making and giving out have come, for each exam and region; which
certificates can be verified; which qualifications have electronic certificates, since when, under whose seal. Why
it is so: ADR 0027.

## Editions

An edition is published by the worker when the promise asks for one (`/office/disclosure`: at least every so many
days, calendar days, the office's own word), at once when a further exam, region, group of older certificates or
electronic qualification comes into scope, and by hand (`yinxin progress publish --as USER`). It is text (canonical
JSON), never changed; its SHA-256 stands in the ledger (`edition.published`) and in the next edition.
`/progress?on=2026-09-21` shows the one that held on a day, `/progress/compare?from=3&to=4` every figure by which
two differ.

| address | is |
|---|---|
| `/progress/latest.json`, `/progress/editions/4.json` | the edition's very bytes |
| `/progress/latest/making.csv` and `giving`, `verification`, `electronic` | a table, CSV in UTF-8 with BOM |
| `/progress/editions.json` | all editions with their digests |
| `/progress/schema.json` | JSON Schema of an edition |
| `/progress/catalog.jsonld` | the files by DCAT; licence CC0 |

An edition that has a number never changes and may be kept for ever; “latest” is good for five minutes. All carry an
ETag and may be read from pages of others.

## What is told of a count

Figures are rounded down to a multiple of five (the promise may say ten or twenty); `<5` is fewer than five, nobody
among them; `0` is nobody in the whole exam; `null` (an empty cell) is not known. A sum is the sum of what is told.
Regions of a province with fewer than five sheets are told together with the smallest of its other regions, as
`34*`.

## Steps

| table | step | |
|---|---|---|
{steps}

Making is counted in people, by the region of the agency that submits; giving in sheets, by the region of the
issuer. Who has come further counts in every step before; on its way by post is counted there alone. A sheet that
was spoiled or lost counts nowhere, unless its own holder lost it; what came back by post, or was handed out by
mistake, counts as it did before. Copies made later for one person (replacements, proofs) are no progress of an
exam.

## Count from rows

Making:

```sql
{making}
```

Giving; `place` is how far a sheet has come:

```sql
{giving}
```

Older certificates, by group:

```sql
{older}
```

Electronic certificates: the versions of the catalogue in force on the day, with `electronic_since` not after it.

## Count from the ledger

`disclosure/recount.py` reads no row of a batch, duty, exam, certificate or sheet, only lines of these kinds:

{lines}

A line about a slip names its list of sheets by digest; the list is brought from the book and counts only where it
has that digest. `yinxin ledger audit` counts both ways as it stands and holds them against each other, counts every
edition again as of its place in the ledger, and names every difference.
"""


def page() -> str:
    """Return the page."""
    from yinxin.disclosure import figures, recount
    from yinxin.disclosure.counted import GIVING, MAKING

    steps = [
        *(f"| making | `{name}` | {words} |" for name, words in MAKING.items()),
        *(f"| giving | `{name}` | {words} |" for name, words in GIVING.items()),
    ]
    return _TEXT.format(
        steps="\n".join(steps),
        making=figures.MAKING_SQL,
        giving=figures.GIVING_SQL,
        older=figures.OLDER_SQL,
        lines="\n".join(
            f"- `{one}{'…' if one.endswith('.') else ''}`" for one in (*recount.PREFIXES, recount.COLLECTED)
        ),
    )
