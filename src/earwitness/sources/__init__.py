"""Reads documents from files, standard input, feeds, mailboxes and the web (through `network`).

May import `model`, `config`, `errors`.
"""
