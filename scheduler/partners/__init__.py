"""What employers are asked to declare about their people, and what they answer."""
