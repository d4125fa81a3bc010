"""From reports to incidents: one event, many articles, every figure with its source."""
