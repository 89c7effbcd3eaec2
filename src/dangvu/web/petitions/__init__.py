"""Obstacles and recommendations on the screen: raised on a phone, answered by who holds them."""
