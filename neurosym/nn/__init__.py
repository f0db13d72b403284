"""The model: a sparse mixture-of-experts transformer that reads facts as tokens."""
