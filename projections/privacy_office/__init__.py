"""The matters of the privacy office, each with its steps; and statements, beside what they dispute."""
