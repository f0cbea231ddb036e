"""The doors of the house: who may enter, what every answer carries, what a page costs."""
