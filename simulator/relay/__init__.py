"""The relay: the data-sharing platform in the middle, in a closed run and as a process."""
