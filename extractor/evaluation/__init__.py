"""Evaluation: scores against gold, comparison of systems, tuning of prompts."""
