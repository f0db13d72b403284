"""Compiling by eliminating one variable at a time from sparse tables whose entries are nodes."""
