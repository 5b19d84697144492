"""Publishing: what a signature does and accepts, signing, and what was signed."""
