"""The user's files in the browser: browse, download, upload, delete."""
