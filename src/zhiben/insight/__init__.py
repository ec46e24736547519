"""What five years of accidents tell, as kept studies: asked anew by whoever may, computed in the background, read with
the data they were made from. The room has no tables and changes no record of another room."""
