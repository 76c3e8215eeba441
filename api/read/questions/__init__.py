"""The privacy officer's questions: each is itself a look, and says on which events and looks it rests."""
