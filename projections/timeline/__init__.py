"""What happened, event by event, in a case and with its members' consents."""
