"""How an answer is told: tables, sentences, sheets."""
