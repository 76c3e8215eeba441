"""The event stores that others wrote: which releases, and how they come here when a benchmark runs."""
