"""Files, messages, fonts and notebooks as files: what knows nothing of surveys."""
