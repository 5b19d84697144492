"""What the committed files of the demonstration region are made from: `write_demo` makes them."""
