"""Simulated people in whole courses, and the rules that every plugin keeps whoever sits its exercises."""
