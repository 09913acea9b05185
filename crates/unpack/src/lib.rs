//! Recursion over folders and containers, bounded and recorded.
