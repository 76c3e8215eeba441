"""What is measured beside each other: ours, its peers, and bare SQL. Each runs in its own process."""
