"""Niangjia: the open platform of a county federation of trade unions."""
