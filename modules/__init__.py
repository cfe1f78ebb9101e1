"""What people come for: one folder each, all of one shape; between them only events and api."""
