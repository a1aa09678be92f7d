"""Benchmarks: one command each; figures in the documents are made by them."""
