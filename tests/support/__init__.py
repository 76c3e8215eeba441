"""What several tests lean on: servers, databases, and processes run as a plain user."""
