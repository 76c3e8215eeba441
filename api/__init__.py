"""GraphQL over the read models and the commands, behind sign-in and the recorded look."""
