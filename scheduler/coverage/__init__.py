"""What is covered and what is not: uncovered intervals, gaps, the board, the proof."""
