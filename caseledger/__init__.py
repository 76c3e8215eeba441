"""The program: command line, settings, embedded server, composition root, demo data."""
