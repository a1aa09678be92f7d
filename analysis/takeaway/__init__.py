"""What leaves the program beyond tables: evidence packs, briefings, feeds and digests.

Everything is generated from figures and articles, in Russian or English; nothing here draws, asks
the network, or knows of the dashboard. Whoever draws hands the pictures in.
"""
