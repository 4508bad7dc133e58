"""What a scenario file may say: one file per block, and how a file is read."""
