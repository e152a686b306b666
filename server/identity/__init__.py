"""How this service protects its log-in; tokens and access levels are the runtime's."""
