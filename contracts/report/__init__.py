"""Results and diagnostics as text, JSON, JUnit XML, SARIF and annotations of CI services."""
