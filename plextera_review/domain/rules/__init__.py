"""Rules over the fields of a document: data, evaluated purely and at every edit."""
