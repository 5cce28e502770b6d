"""Keys and seals, signing and offline verification: the one narrow door to every private key (N6).

What is signed here carries the seal of this installation's registry of keys. A demonstration seal says so in
its picture, in its certificate and in the registry.
"""
