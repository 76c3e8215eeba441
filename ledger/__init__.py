"""The only writer of events: commands are loaded, decided, sealed and appended here, in one order."""
