"""The cast that pages and API share."""

from tests.doors.cast import (  # noqa: F401
    batch,
    browser_of,
    demo_country,
    faulty_files,
    files,
    installation,
    keys_folder,
    released,
    upload,
)
from tests.supervision.conftest import answering, drawn, first, frozen, second  # noqa: F401
