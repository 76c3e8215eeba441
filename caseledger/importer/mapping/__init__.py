"""From rows to events: one row tells one thing, and each of its dates a part of it."""
