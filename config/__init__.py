"""How one installation is put together: settings, addresses, the embedded database, the entry for web servers."""
