"""API Elements to the contract: MSON, resource types, endpoints, examples and schemas."""
