"""Model servers: requests sent, rates, retries, prices, budget, batches."""
