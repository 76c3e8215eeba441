"""From events back to rows: the mirror of ``caseledger.importer.mapping``."""
