"""From a document file to typed fields with confidence and place, by hubs that are data files."""
