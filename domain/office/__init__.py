"""The privacy office: requests for access and for correction, and incidents. One stream a matter."""
