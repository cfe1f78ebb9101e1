"""The pages: `week`, `marks` (with finals); the home page's blocks in `tiles`; `words` says things."""
