"""Call-outs: recorded afterwards, on a phone or at a desk."""
