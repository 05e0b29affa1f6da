"""Brings documents in from files, standard input and the network (`http` is its one door).

May import `model`, `config`, `errors`.
"""
