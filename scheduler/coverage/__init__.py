"""What is covered, what is not, and why: pure; `now` is an argument."""
