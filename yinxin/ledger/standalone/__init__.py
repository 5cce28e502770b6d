"""Programs that are handed to auditors: single files that need nothing of ours."""
