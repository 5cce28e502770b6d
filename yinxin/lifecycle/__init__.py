"""How anything changes state: one table of transitions a thing, one function that moves it."""
