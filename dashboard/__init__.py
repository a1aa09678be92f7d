"""The dashboard: shows what ``analysis`` computes, and computes nothing itself."""
