"""Reads a cloud back with boto3, one module a service, in plain dictionaries keyed by what people call things."""
