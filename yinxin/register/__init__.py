"""The register: certificates, their copies, their holders. It alone writes its tables."""
