"""What the hub's pages say and how they look. May import model, store, search, knowledge and the HTML parts of publish; opens nothing."""
