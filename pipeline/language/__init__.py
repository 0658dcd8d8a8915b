"""Give official Kazakh and Russian their endings, agreement, dates and numbers."""
