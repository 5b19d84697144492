"""What all pages share: the frame, the language, the look, what browsers are told."""
