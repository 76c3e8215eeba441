"""A witness of somebody else's log, as another administration runs it.

It keeps the last checkpoint that it countersigned, and signs the next one only where the log proves
that it continues that one: so that a log which forgets, rewrites, or shows each asker another past
cannot do it unseen. It sees hashes and nothing else, and needs nothing but its own folder.
"""
