"""What script/bench runs: speed as ratios between two things measured in the same run."""
