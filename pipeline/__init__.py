"""Turn the districts' weekly Excel forms into the region's report."""
