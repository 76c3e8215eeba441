"""Case: a benefit unit's file. Events, then state and its fold, then the decisions, a file a subject."""
